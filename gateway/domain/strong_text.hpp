#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace clearing {

/// A text with a meaning of its own: two of different meaning do not mix.
template <class Meaning>
struct StrongText {
    std::string text;

    StrongText() = default;
    explicit StrongText(std::string value) : text(std::move(value)) {}

    bool empty() const { return text.empty(); }
    friend auto operator<=>(const StrongText&, const StrongText&) = default;
    friend bool operator==(const StrongText&, const StrongText&) = default;
};

/// A number with a meaning of its own (database keys).
template <class Meaning>
struct StrongNumber {
    long long value = 0;

    StrongNumber() = default;
    explicit StrongNumber(long long number) : value(number) {}
    friend auto operator<=>(const StrongNumber&, const StrongNumber&) = default;
    friend bool operator==(const StrongNumber&, const StrongNumber&) = default;
};

}  // namespace clearing

template <class Meaning>
struct std::hash<clearing::StrongText<Meaning>> {
    std::size_t operator()(const clearing::StrongText<Meaning>& id) const noexcept {
        return std::hash<std::string>()(id.text);
    }
};
