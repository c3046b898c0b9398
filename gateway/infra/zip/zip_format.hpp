#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// The records of a zip archive (APPNOTE.TXT 4.3), as far as an archive of one file has them.

namespace clearing::zip {

inline constexpr std::uint32_t local_header = 0x04034b50, directory_entry = 0x02014b50, directory_end = 0x06054b50;
inline constexpr std::size_t local_header_size = 30, directory_entry_size = 46, directory_end_size = 22;
inline constexpr std::uint16_t method_stored = 0, method_deflated = 8, version_needed = 20;
inline constexpr std::uint16_t flag_encrypted = 1, flag_utf8_name = 0x800;

template <class Number>
Number little_endian(std::string_view bytes, std::size_t at) {
    Number number = 0;
    for (std::size_t i = sizeof(Number); i-- > 0;)
        number = static_cast<Number>(number << 8 | static_cast<unsigned char>(bytes[at + i]));
    return number;
}

template <class Number>
void put_little_endian(std::string& bytes, Number number) {
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        bytes.push_back(static_cast<char>(number >> (8 * i) & 0xff));
}

}  // namespace clearing::zip
