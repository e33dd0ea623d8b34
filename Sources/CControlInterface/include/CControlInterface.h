// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

#pragma once

/// The Varlink interface of the control socket, UTF-8, not terminated.
extern const unsigned char *const bootwatch_control_interface;

/// Bytes of the interface.
extern const long bootwatch_control_interface_length;
