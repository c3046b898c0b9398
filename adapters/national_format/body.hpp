#pragma once

#include "adapters/national_format/envelope.hpp"
#include "adapters/national_format/fields.hpp"

namespace clearing::national_format {

/// Reads a whole input or output: `fill` takes what it knows, the root's rest is left to it.
template <class T>
Result<T> read_body(const json::Value& body, std::string_view name, bool across_regions, auto&& fill) {
    Faults faults;
    Node root(&body, std::string(name), std::string(name), faults, across_regions);
    T read{};
    fill(root, read);
    if (faults.any()) return fail(faults.to_error());
    return read;
}

template <class T>
Result<T> read_input(const RequestEnvelope& envelope, auto&& fill) {
    return read_body<T>(envelope.input, "input", envelope.is_across_regions(), fill);
}
template <class T>
Result<T> read_output(const json::Value& output, auto&& fill) {
    return read_body<T>(output, "output", false, fill);
}

}  // namespace clearing::national_format
