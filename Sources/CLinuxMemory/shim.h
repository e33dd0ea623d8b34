// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

// What Glibc's module lacks: mallopt(3) and malloc_trim(3).
#pragma once
#include <malloc.h>
