#include "gateway/infra/csv/csv_sheet_reader.hpp"

#include "gateway/infra/csv/text_encoding.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <csv.h>
#include <fmt/format.h>

namespace clearing::csv {
namespace {

constexpr std::size_t told_faults = 100;
constexpr int no_character = -2;  ///< libcsv says -1 at the end of the text

/// What is wrong with a sheet: the first hundred sentences and how many there are.
class Faults {
public:
    void add(std::size_t row, const std::string& what) {
        if (count_++ < told_faults) sentences_.push_back(fmt::format("row {}: {}", row, what));
    }

    bool empty() const { return count_ == 0; }

    Error to_error() && {
        std::string detail =
            fmt::format("{} fault{} in the sheet; {}", count_, count_ == 1 ? "" : "s", sentences_.front());
        return Error{ErrorCode::invalid_value, std::move(detail), std::move(sentences_), {}};
    }

private:
    std::size_t count_ = 0;
    std::vector<std::string> sentences_;
};

Result<ports::Sheet> refused(std::size_t row, const std::string& what) {
    Faults faults;
    faults.add(row, what);
    return fail(std::move(faults).to_error());
}

/// Takes cells and line ends as libcsv finds them and makes a sheet of them.
class Intake {
public:
    Intake(std::string encoding, const ports::SheetLimits& limits) : limits_(limits) {
        sheet_.encoding = std::move(encoding);
    }

    void take_cell(std::string_view cell) {
        last_line_end_ = no_character;
        if (stopped_) return;
        if (cells_.size() == limits_.columns) return stop(fmt::format("more than {} columns", limits_.columns));
        if (cell.size() > limits_.cell_bytes) return stop_at_giant_cell();
        if (cell.find('\0') != std::string_view::npos) faults_.add(row_, "a NUL character");
        cells_.emplace_back(cell);
    }

    void take_line_end(int character) {
        const bool ends_with_the_last = character == '\n' && last_line_end_ == '\r';  // CRLF is one line end
        last_line_end_ = character;
        if (stopped_ || ends_with_the_last) return;
        if (!cells_.empty()) take_record();
        ++row_;
    }

    void stop(const std::string& why) {
        if (!std::exchange(stopped_, true)) faults_.add(row_, why);
    }
    void stop_at_giant_cell() { stop(fmt::format("a cell of more than {} bytes", limits_.cell_bytes)); }
    bool stopped() const { return stopped_; }

    Result<ports::Sheet> finish() && {
        if (faults_.empty() && !has_header_) faults_.add(1, "the sheet is empty: not even a header");
        if (!faults_.empty()) return fail(std::move(faults_).to_error());
        return std::move(sheet_);
    }

private:
    void take_record() {
        std::vector<std::string> cells = std::exchange(cells_, {});
        if (!std::exchange(has_header_, true)) {
            sheet_.header = std::move(cells);
            return;
        }
        cells_.reserve(sheet_.header.size());
        if (cells.size() != sheet_.header.size())
            return faults_.add(row_,
                               fmt::format("{} cells where the header has {}", cells.size(), sheet_.header.size()));
        if (sheet_.records.size() == limits_.rows) return stop(fmt::format("more than {} records", limits_.rows));
        sheet_.records.push_back({row_, std::move(cells)});
    }

    ports::SheetLimits limits_;
    ports::Sheet sheet_;
    std::vector<std::string> cells_;
    std::size_t row_ = 1;
    int last_line_end_ = no_character;
    bool has_header_ = false, stopped_ = false;
    Faults faults_;
};

/// libcsv's parser with its settings: strict, and no blank is taken away.
class Parser {
public:
    explicit Parser(Intake& intake) : intake_(intake) {
        if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
            throw std::runtime_error("libcsv cannot be started");
        csv_set_space_func(&parser_, [](unsigned char) { return 0; });
        csv_set_blk_size(&parser_, block);
    }
    ~Parser() { csv_free(&parser_); }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;

    /// Piece by piece, so that what breaks a limit ends it at once.
    void parse(std::string_view text, std::size_t most_cell_bytes) {
        while (!text.empty() && !intake_.stopped()) {
            const std::string_view piece = text.substr(0, block);
            text.remove_prefix(piece.size());
            if (csv_parse(&parser_, piece.data(), piece.size(), take_cell, take_line_end, &intake_) != piece.size())
                return tell_failure("a quote inside a cell, or something behind the closing one");
            if (parser_.entry_pos > most_cell_bytes) intake_.stop_at_giant_cell();
        }
        if (intake_.stopped()) return;
        if (csv_fini(&parser_, take_cell, take_line_end, &intake_) != 0) tell_failure("a quote that is never closed");
    }

private:
    static constexpr std::size_t block = 16'384;

    void tell_failure(const char* broken_quote) {
        if (csv_error(&parser_) != CSV_EPARSE) throw std::bad_alloc();
        intake_.stop(broken_quote);
    }

    static void take_cell(void* cell, std::size_t size, void* intake) {
        static_cast<Intake*>(intake)->take_cell({static_cast<const char*>(cell), size});
    }
    static void take_line_end(int character, void* intake) { static_cast<Intake*>(intake)->take_line_end(character); }

    Intake& intake_;
    csv_parser parser_{};
};

/// The row the place is in; line feeds inside quotes begin no row.
std::size_t row_of(std::string_view bytes, std::size_t place) {
    std::size_t row = 1;
    bool quoted = false;
    for (const char c : bytes.substr(0, place)) {
        if (c == '"') quoted = !quoted;
        if (c == '\n' && !quoted) ++row;
    }
    return row;
}

}  // namespace

Result<ports::Sheet> CsvSheetReader::read(std::string_view bytes, const ports::SheetLimits& limits) const {
    if (bytes.size() > limits.bytes) return refused(1, fmt::format("the file has more than {} bytes", limits.bytes));
    const auto decoded = decode(bytes);
    if (!decoded) return refused(row_of(bytes, decoded.error()), "neither UTF-8 nor GB18030");
    Intake intake(decoded->encoding, limits);
    Parser(intake).parse(decoded->text(), limits.cell_bytes);
    return std::move(intake).finish();
}

}  // namespace clearing::csv
