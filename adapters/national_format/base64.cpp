#include "adapters/national_format/base64.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace clearing::national_format {
namespace {

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::optional<std::string> from_base64(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    std::size_t known = 0, padding = 0;
    for (const char character : text) {
        if (character == '\n' || character == '\r') continue;
        if (character == '=') {
            ++padding;
            continue;
        }
        const std::size_t digit = digits.find(character);
        if (digit == std::string_view::npos || padding > 0) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        if (++known % 4 != 0) continue;
        for (int shift = 16; shift >= 0; shift -= 8)
            bytes += static_cast<char>(bits >> shift & 0xFF);
        bits = 0;
    }
    const std::size_t rest = known % 4;
    if ((known + padding) % 4 != 0 || rest == 1 || padding > 2) return std::nullopt;
    if (rest == 2) bytes += static_cast<char>(bits >> 4 & 0xFF);
    if (rest == 3) {
        bytes += static_cast<char>(bits >> 10 & 0xFF);
        bytes += static_cast<char>(bits >> 2 & 0xFF);
    }
    return bytes;
}

std::optional<std::string> from_numbers(const json::Array& list) {
    std::string bytes;
    for (const json::Value& item : list) {
        const json::Number* number = item.as_number();
        int value = 0;
        if (!number) return std::nullopt;
        const char* end = number->text.data() + number->text.size();
        const auto [last, error] = std::from_chars(number->text.data(), end, value);
        if (error != std::errc() || last != end || value < -128 || value > 255) return std::nullopt;
        bytes += static_cast<char>(value & 0xFF);
    }
    return bytes;
}

}  // namespace

std::string base64(std::string_view bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            text += k <= count ? digits[bits >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

std::optional<std::string> read_bytes(const json::Value& value) {
    if (const std::string* text = value.as_string()) return from_base64(*text);
    if (const json::Array* list = value.as_array()) return from_numbers(*list);
    return std::nullopt;
}

}  // namespace clearing::national_format
