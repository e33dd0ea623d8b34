# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: the bootwatch authors
"""Reads a page of metrics as Prometheus does (PyPI prometheus_client); prints each sample as a line of JSON."""

import json
import sys

from prometheus_client.parser import text_string_to_metric_families

with open(sys.argv[1], encoding="utf-8", newline="") as page:
    for family in text_string_to_metric_families(page.read()):
        for sample in family.samples:
            line = {"name": sample.name, "kind": family.type, "labels": sample.labels, "value": sample.value}
            text = json.dumps(line, separators=(",", ":"), ensure_ascii=False)
            sys.stdout.buffer.write(text.encode() + b"\n")
