#include "gateway/domain/error.hpp"
#include "gateway/infra/dayfile/day_file_reader.hpp"
#include "gateway/infra/zip/zip_format.hpp"
#include "tests/fuzz/check.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <sstream>
#include <tuple>

#include <fmt/format.h>
#include <zlib.h>

namespace clearing::fuzz {
namespace {

using ports::DayFileLine;
using Lines = std::vector<DayFileLine>;
using zip::put_little_endian;

constexpr std::uint64_t largest = 1 << 20;
constexpr long long most_told = 100;             ///< DayFileReport::bad_lines
constexpr std::size_t piece_size = 256 * 1024;   ///< of a stored text ZipReader gives so much at once
constexpr std::size_t longest_line = 64 * 1024;  ///< of a longer one it matters where a piece ends

struct DayFile {
    Lines lines;
    ports::DayFileReport report;
};

/// An archive as `zip -0` writes it: only of a stored text it is known where its pieces end.
std::string stored(std::string_view text) {
    constexpr std::string_view name = "day.txt";
    constexpr std::uint16_t none = 0;
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size()));
    const auto size = static_cast<std::uint32_t>(text.size());
    std::string entry;
    for (const std::uint16_t number : {zip::version_needed, zip::flag_utf8_name, zip::method_stored, none, none})
        put_little_endian(entry, number);
    for (const std::uint32_t number : {static_cast<std::uint32_t>(crc), size, size})
        put_little_endian(entry, number);
    put_little_endian(entry, static_cast<std::uint16_t>(name.size()));
    put_little_endian(entry, none);

    std::string directory;
    put_little_endian(directory, zip::directory_entry);
    put_little_endian(directory, zip::version_needed);
    directory += entry;
    directory.append(zip::directory_entry_size - directory.size(), '\0');
    directory += name;

    std::string archive;
    put_little_endian(archive, zip::local_header);
    archive.append(entry).append(name).append(text);
    const auto directory_at = static_cast<std::uint32_t>(archive.size());
    archive += directory;
    put_little_endian(archive, zip::directory_end);
    for (const int number : {0, 0, 1, 1})
        put_little_endian(archive, static_cast<std::uint16_t>(number));
    put_little_endian(archive, static_cast<std::uint32_t>(directory.size()));
    put_little_endian(archive, directory_at);
    put_little_endian(archive, none);
    return archive;
}

Result<std::unique_ptr<zip::ZipReader>> opened(std::string archive) {
    return zip::ZipReader::open(std::make_unique<std::istringstream>(std::move(archive)));
}

Result<DayFile> read_all(std::unique_ptr<zip::ZipReader> archive) {
    dayfile::DayFileLines reader(std::move(archive));
    DayFile file;
    Lines batch;
    do {
        if (Result<void> read = reader.read(batch); !read) return fail(std::move(read.error()));
        file.lines.insert(file.lines.end(), batch.begin(), batch.end());
    } while (!batch.empty());
    file.report = reader.report();
    return file;
}

Result<DayFile> read_text(std::string_view text) {
    auto archive = opened(stored(text));
    promise(archive.has_value(), "a stored text is no archive");
    return read_all(std::move(*archive));
}

bool are_alike(const Lines& first, const Lines& second) {
    const auto content = [](const DayFileLine& line) {
        return std::tie(line.settlement.text, line.visit.text, line.sign, line.total, line.fund_total, line.account);
    };
    return std::ranges::equal(first, second, {}, content, content);
}

void check_report(const DayFile& file) {
    const ports::DayFileReport& report = file.report;
    promise(report.lines == static_cast<long long>(file.lines.size()) + report.bad, "a line is neither good nor bad");
    promise(static_cast<long long>(report.bad_lines.size()) == std::min(report.bad, most_told),
            "not the first hundred bad lines are told");
    long long previous = 0;
    for (const DayFileLine& line : file.lines) {
        promise(line.number > previous && line.number <= report.lines, "lines do not ascend");
        previous = line.number;
        promise(!line.settlement.empty(), "a line without an id was read");
        promise(line.sign == 1 || line.sign == -1, "a line that is neither a settlement nor a refund");
    }
}

std::string rows_of(const Lines& lines) {
    std::string rows;
    for (const DayFileLine& line : lines)
        rows +=
            fmt::format("{}\t{}\tnull\t{}\t{}\t{}\t{}\n", line.settlement.text, line.visit.text, line.total.to_yuan(),
                        line.fund_total.to_yuan(), line.account.to_yuan(), line.sign < 0 ? 1 : 0);
    return rows;
}

std::string control_line(std::size_t count, const std::array<Money, 3>& sums) {
    return fmt::format("{}\t{}\t{}\t{}\t{}\n", dayfile::control_mark, count, sums[0].to_yuan(), sums[1].to_yuan(),
                       sums[2].to_yuan());
}

/// Written again with a control line it is the same; with one line or one fen more in that it is refused.
void check_control_line(const Lines& lines) {
    const std::string rows = rows_of(lines);
    std::array<Money, 3> sums;
    for (const DayFileLine& line : lines) {
        sums[0] += line.total;
        sums[1] += line.fund_total;
        sums[2] += line.account;
    }
    // A sum beyond N(16,2) no control line can tell.
    if (!std::ranges::all_of(sums, [](Money sum) { return Money::parse(sum.to_yuan()).has_value(); })) return;
    const auto again = read_text(rows + control_line(lines.size(), sums));
    promise(again.has_value() && again->report.has_control_line, "lines we wrote are refused");
    promise(again->report.bad == 0 && are_alike(again->lines, lines), "lines we wrote read as something else");
    promise(!read_text(rows + control_line(lines.size() + 1, sums)), "a control line with another count was taken");
    sums[lines.size() % sums.size()] += Money::from_fen(1);
    promise(!read_text(rows + control_line(lines.size(), sums)), "a control line with another sum was taken");
}

/// A good line of no money, as long as wanted: the person's column is not read.
std::string line_of_length(std::size_t length) {
    constexpr std::string_view before = "HEAD\tnull\t", behind = "\t0\t0\t0\t0\n";
    return std::string(before) + std::string(length - before.size() - behind.size(), 'x') + std::string(behind);
}

/// The text behind a line so long that a piece of the archive ends within it, and behind a short one.
void check_pieces(std::string_view text) {
    const std::size_t cut = static_cast<unsigned char>(text.back()) * std::size_t{7} % text.size();
    const auto whole = read_text(line_of_length(40) + std::string(text));
    const auto in_pieces = read_text(line_of_length(piece_size - cut) + std::string(text));
    promise(whole.has_value() == in_pieces.has_value(), "where a piece ends decides whether a file is refused");
    if (!whole) {
        promise(sentence(whole.error()) == sentence(in_pieces.error()), "where a piece ends changes a refusal");
        return;
    }
    promise(are_alike(whole->lines, in_pieces->lines), "where a piece ends changes a line");
    promise(whole->report.lines == in_pieces->report.lines && whole->report.bad_lines == in_pieces->report.bad_lines &&
                whole->report.has_control_line == in_pieces->report.has_control_line,
            "where a piece ends changes the report");
}

/// False: refused, or without a good line.
bool check_content(const Result<DayFile>& file) {
    if (!file) {
        promise(!sentence(file.error()).empty(), "a refusal without a sentence");
        return false;
    }
    check_report(*file);
    if (!file->lines.empty()) check_control_line(file->lines);
    return !file->lines.empty() && file->report.bad == 0;
}

}  // namespace

bool check_day_file(Bytes bytes) {
    const std::string_view text = text_of(bytes);
    auto archive = opened(std::string(text));
    if (archive) return (*archive)->size() <= largest && check_content(read_all(std::move(*archive)));
    promise(!sentence(archive.error()).empty(), "a refusal without a sentence");
    // A long text in front of it costs more than all the rest: one in four.
    if (!text.empty() && text.size() < longest_line && text.size() % 4 == 0) check_pieces(text);
    return check_content(read_text(text));
}

}  // namespace clearing::fuzz
