#include "tests/unit/infra/export/xlsx_reader.hpp"

#include <stdexcept>
#include <string_view>

#include <zlib.h>

namespace clearing::tests {
namespace {

std::uint32_t number_at(const std::string& bytes, std::size_t at, int size) {
    if (at + static_cast<std::size_t>(size) > bytes.size()) throw std::runtime_error("the zip ends early");
    std::uint32_t value = 0;
    for (int i = size - 1; i >= 0; --i)
        value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    return value;
}

std::string inflated(std::string_view packed, std::size_t size) {
    std::string text(size, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::runtime_error("no zlib");
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    const int result = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    if (result != Z_STREAM_END || stream.total_out != size) throw std::runtime_error("a part is not whole");
    return text;
}

std::string between(const std::string& text, std::string_view begin, std::string_view end, std::size_t from = 0) {
    const auto start = text.find(begin, from);
    if (start == std::string::npos) return {};
    const auto stop = text.find(end, start + begin.size());
    return text.substr(start + begin.size(), stop - start - begin.size());
}

std::string unescaped(std::string text) {
    for (const auto& [from, to] :
         {std::pair<std::string_view, std::string_view>{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}})
        for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1))
            text.replace(at, from.size(), to);
    return text;
}

SheetRows rows_of(const std::string& xml) {
    SheetRows rows;
    for (auto at = xml.find("<c r=\""); at != std::string::npos; at = xml.find("<c r=\"", at + 1)) {
        const std::string place = between(xml, "\"", "\"", at);
        const auto digits = place.find_first_of("0123456789");
        const auto tag_end = xml.find('>', at);
        if (xml[tag_end - 1] == '/') continue;  // a blank cell
        const std::string cell = xml.substr(at, xml.find("</c>", at) - at);
        const bool words = cell.find("t=\"inlineStr\"") != std::string::npos;
        std::string value = words ? unescaped(between(cell, "<t", "</t>")) : between(cell, "<v>", "</v>");
        if (words) value = value.substr(value.find('>') + 1);
        rows[std::stoi(place.substr(digits))][place.substr(0, digits)] = {!words, std::move(value)};
    }
    return rows;
}

}  // namespace

std::vector<ZipPart> read_zip(const std::string& bytes) {
    const auto end = bytes.rfind("PK\5\6");
    if (end == std::string::npos) throw std::runtime_error("no zip");
    std::size_t at = number_at(bytes, end + 16, 4);
    std::vector<ZipPart> parts;
    for (std::uint32_t left = number_at(bytes, end + 10, 2); left > 0; --left) {
        if (bytes.compare(at, 4, "PK\1\2") != 0) throw std::runtime_error("the directory is broken");
        const std::uint32_t method = number_at(bytes, at + 10, 2), packed = number_at(bytes, at + 20, 4),
                            size = number_at(bytes, at + 24, 4), name = number_at(bytes, at + 28, 2),
                            extra = number_at(bytes, at + 30, 2), comment = number_at(bytes, at + 32, 2),
                            local = number_at(bytes, at + 42, 4);
        const std::size_t data = local + 30 + number_at(bytes, local + 26, 2) + number_at(bytes, local + 28, 2);
        const std::string_view content = std::string_view(bytes).substr(data, packed);
        parts.push_back({bytes.substr(at + 46, name), number_at(bytes, at + 12, 4),
                         method == 0 ? std::string(content) : inflated(content, size)});
        at += 46 + name + extra + comment;
    }
    return parts;
}

std::string ReadSheet::column_of(const std::string& title) const {
    for (const auto& [row, cells] : rows)
        for (const auto& [column, cell] : cells)
            if (cell.text == title) return column;
    throw std::runtime_error("no column " + title + " in " + name);
}

int ReadSheet::row_of(const std::string& text) const {
    for (const auto& [row, cells] : rows)
        for (const auto& [column, cell] : cells)
            if (cell.text == text) return row;
    throw std::runtime_error("no row " + text + " in " + name);
}

std::vector<ReadSheet> read_workbook(const std::string& bytes) {
    std::map<std::string, std::string> parts;
    for (ZipPart& part : read_zip(bytes))
        parts[part.name] = std::move(part.content);
    const std::string& book = parts.at("xl/workbook.xml");
    std::vector<ReadSheet> sheets;
    for (auto at = book.find("<sheet "); at != std::string::npos; at = book.find("<sheet ", at + 1)) {
        ReadSheet sheet;
        sheet.name = between(book, "name=\"", "\"", at);
        sheet.xml = parts.at("xl/worksheets/sheet" + std::to_string(sheets.size() + 1) + ".xml");
        sheet.rows = rows_of(sheet.xml);
        sheets.push_back(std::move(sheet));
    }
    return sheets;
}

}  // namespace clearing::tests
