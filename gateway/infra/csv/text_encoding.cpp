#include "gateway/infra/csv/text_encoding.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <system_error>

#include <iconv.h>

namespace clearing::csv {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_between(unsigned char byte, unsigned char first, unsigned char last) {
    return byte >= first && byte <= last;
}

/// How many bytes the character at the front takes; 0: none that UTF-8 knows (RFC 3629: no overlong form, no surrogate,
/// nothing above U+10FFFF).
std::size_t length_of_character(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
    const unsigned char first = at(0);
    if (first < 0x80) return 1;
    const auto follows = [&](std::size_t i) { return is_between(at(i), 0x80, 0xBF); };
    if (is_between(first, 0xC2, 0xDF)) return follows(1) ? 2 : 0;
    if (is_between(first, 0xE0, 0xEF)) {
        const unsigned char least = first == 0xE0 ? 0xA0 : 0x80, most = first == 0xED ? 0x9F : 0xBF;
        return is_between(at(1), least, most) && follows(2) ? 3 : 0;
    }
    if (is_between(first, 0xF0, 0xF4)) {
        const unsigned char least = first == 0xF0 ? 0x90 : 0x80, most = first == 0xF4 ? 0x8F : 0xBF;
        return is_between(at(1), least, most) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

/// The place of the first byte that is not UTF-8; the size of the text if all is.
std::size_t end_of_utf8(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const std::size_t length = length_of_character(text.substr(i, 4));
        if (length == 0) return i;
        i += length;
    }
    return i;
}

class Converter {
public:
    Converter() : handle_(iconv_open("UTF-8", "GB18030")) {
        if (handle_ == reinterpret_cast<iconv_t>(-1))
            throw std::system_error(errno, std::generic_category(), "GB18030 is not known on this machine");
    }
    ~Converter() { iconv_close(handle_); }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    std::expected<std::string, std::size_t> convert(std::string_view bytes) {
        std::string text;
        text.reserve(bytes.size() + bytes.size() / 2);
        std::array<char, 65'536> piece;
        char* from = const_cast<char*>(bytes.data());  // iconv's signature; it does not write there
        std::size_t left = bytes.size();
        while (left > 0) {
            char* to = piece.data();
            std::size_t room = piece.size();
            const std::size_t answer = iconv(handle_, &from, &left, &to, &room);
            text.append(piece.data(), piece.size() - room);
            if (answer == static_cast<std::size_t>(-1) && errno != E2BIG) return std::unexpected(bytes.size() - left);
        }
        return text;
    }

private:
    iconv_t handle_;
};

}  // namespace

std::expected<DecodedText, std::size_t> decode(std::string_view bytes) {
    const bool has_mark = bytes.starts_with(byte_order_mark);
    const std::size_t begin = has_mark ? byte_order_mark.size() : 0;
    const std::size_t end = begin + end_of_utf8(bytes.substr(begin));
    if (end == bytes.size()) return DecodedText{has_mark ? "UTF-8 with BOM" : "UTF-8", bytes.substr(begin), {}};
    if (has_mark) return std::unexpected(end);

    auto converted = Converter().convert(bytes);
    // Whichever of the two explains more of the text is the likely one.
    if (!converted) return std::unexpected(std::max(end, converted.error()));
    if (converted->starts_with(byte_order_mark)) converted->erase(0, byte_order_mark.size());
    return DecodedText{"GB18030", bytes, std::move(*converted)};
}

}  // namespace clearing::csv
