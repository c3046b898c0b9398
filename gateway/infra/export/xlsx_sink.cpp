#include "gateway/infra/export/xlsx_sink.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

namespace clearing::exports {
namespace {

constexpr std::int64_t greatest_fen = 999'999'999'999'999;  // 15 digits
constexpr const char* money_format = "#,##0.00;[Red]-#,##0.00";

/// A name of our own in the folder of temporary files; empty: there is no place for one.
std::string temporary_file() {
    std::error_code failure;
    const auto folder = std::filesystem::temp_directory_path(failure);
    if (failure) return {};
    std::string name = (folder / "statement-XXXXXX.xlsx").string();
    const int descriptor = ::mkstemps(name.data(), 5);
    if (descriptor < 0) return {};
    ::close(descriptor);
    return name;
}

std::string content_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

struct Formats {
    explicit Formats(lxw_workbook* book) {
        title = workbook_add_format(book);
        format_set_bold(title);
        format_set_font_size(title, 16);
        format_set_align(title, LXW_ALIGN_CENTER);
        note = workbook_add_format(book);
        header = bordered(book);
        format_set_bold(header);
        format_set_align(header, LXW_ALIGN_CENTER);
        format_set_align(header, LXW_ALIGN_VERTICAL_CENTER);
        format_set_text_wrap(header);
        format_set_bg_color(header, 0xDDEBF7);
        for (const bool bold : {false, true}) {
            text[bold] = bordered(book);
            count[bold] = bordered(book);
            format_set_num_format(count[bold], "#,##0");
            money[bold] = bordered(book);
            format_set_num_format(money[bold], money_format);
            if (!bold) continue;
            for (lxw_format* format : {text[1], count[1], money[1]})
                format_set_bold(format);
        }
    }

    lxw_format *title, *note, *header;
    lxw_format *text[2], *count[2], *money[2];  ///< plain, and of sums

private:
    static lxw_format* bordered(lxw_workbook* book) {
        lxw_format* format = workbook_add_format(book);
        format_set_border(format, LXW_BORDER_THIN);
        return format;
    }
};

lxw_workbook* open_workbook(const std::string& file) {
    if (file.empty()) return nullptr;
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    return workbook_new_opt(file.c_str(), &options);
}

}  // namespace

struct XlsxSink::Book {
    explicit Book(std::string file_name)
        : file(std::move(file_name)),
          workbook(open_workbook(file)),
          formats(workbook ? new Formats(workbook) : nullptr) {}
    ~Book() {
        if (workbook != nullptr) workbook_close(workbook);
        if (!file.empty()) ::unlink(file.c_str());
    }

    std::string file;
    lxw_workbook* workbook;
    std::unique_ptr<Formats> formats;
    lxw_worksheet* sheet = nullptr;
    lxw_row_t next = 0;
    lxw_col_t columns = 0;

    void merged(const std::string& words, lxw_format* format) {
        if (columns > 1)
            worksheet_merge_range(sheet, next, 0, next, static_cast<lxw_col_t>(columns - 1), words.c_str(), format);
        else
            worksheet_write_string(sheet, next, 0, words.c_str(), format);
        ++next;
    }
    void set_up_page() {
        worksheet_set_landscape(sheet);
        worksheet_set_paper(sheet, 9);  // A4
        worksheet_fit_to_pages(sheet, 1, 0);
        worksheet_set_margins(sheet, 0.4, 0.4, 0.6, 0.6);
        worksheet_center_horizontally(sheet);
        worksheet_set_footer(sheet, "&C第 &P 页  共 &N 页");
    }
    void write(const DocumentRow& row, bool bold) {
        for (std::size_t i = 0; i < row.size(); ++i)
            write_cell(static_cast<lxw_col_t>(i), row[i], bold);
        ++next;
    }
    void write_cell(lxw_col_t column, const DocumentCell& cell, bool bold) {
        if (const auto* count = std::get_if<long long>(&cell))
            worksheet_write_number(sheet, next, column, static_cast<double>(*count), formats->count[bold]);
        else if (const auto* amount = std::get_if<Money>(&cell))
            write_money(column, *amount, formats->money[bold]);
        else if (const auto* text = std::get_if<std::string>(&cell))
            worksheet_write_string(sheet, next, column, text->c_str(), formats->text[bold]);
        else
            worksheet_write_blank(sheet, next, column, formats->text[bold]);
    }
    void write_money(lxw_col_t column, Money amount, lxw_format* format) {
        if (fits_a_cell(amount))
            worksheet_write_number(sheet, next, column, cell_value(amount), format);
        else
            worksheet_write_string(sheet, next, column, amount.to_yuan().c_str(), format);
    }
};

double cell_value(Money amount) {
    return static_cast<double>(amount.fen()) / 100.0;
}

bool fits_a_cell(Money amount) {
    return amount.fen() <= greatest_fen && amount.fen() >= -greatest_fen;
}

XlsxSink::XlsxSink(std::string title, Instant made_at) : book_(std::make_unique<Book>(temporary_file())) {
    if (book_->workbook == nullptr) return;
    lxw_doc_properties properties{};
    properties.title = title.data();
    properties.created = std::chrono::floor<std::chrono::seconds>(made_at).time_since_epoch().count();
    workbook_set_properties(book_->workbook, &properties);
}

XlsxSink::~XlsxSink() = default;

void XlsxSink::begin(const TableHead& head) {
    Book& book = *book_;
    if (book.workbook == nullptr) return;
    book.sheet = workbook_add_worksheet(book.workbook, head.sheet.c_str());
    book.next = 0;
    book.columns = static_cast<lxw_col_t>(head.columns.size());
    book.set_up_page();
    for (std::size_t i = 0; i < head.columns.size(); ++i)
        worksheet_set_column(book.sheet, static_cast<lxw_col_t>(i), static_cast<lxw_col_t>(i), head.columns[i].width,
                             nullptr);
    worksheet_set_row(book.sheet, 0, 26, nullptr);
    book.merged(head.title, book.formats->title);
    for (const std::string& note : head.notes)
        book.merged(note, book.formats->note);
    for (std::size_t i = 0; i < head.columns.size(); ++i)
        worksheet_write_string(book.sheet, book.next, static_cast<lxw_col_t>(i), head.columns[i].title.c_str(),
                               book.formats->header);
    worksheet_repeat_rows(book.sheet, 0, book.next);
    worksheet_freeze_panes(book.sheet, book.next + 1, 0);
    ++book.next;
}

void XlsxSink::row(const DocumentRow& row) {
    if (book_->workbook != nullptr) book_->write(row, false);
}

void XlsxSink::sum(const DocumentRow& row) {
    if (book_->workbook != nullptr) book_->write(row, true);
}

void XlsxSink::end(const std::vector<std::string>& feet) {
    if (book_->workbook == nullptr) return;
    for (const std::string& foot : feet)
        book_->merged(foot, book_->formats->note);
}

Result<std::string> XlsxSink::finish() {
    if (book_->workbook == nullptr) return fail(ErrorCode::internal_error, "no temporary file for the workbook");
    const lxw_error failure = workbook_close(std::exchange(book_->workbook, nullptr));
    if (failure != LXW_NO_ERROR) return fail(ErrorCode::internal_error, lxw_strerror(failure));
    return content_of(book_->file);
}

}  // namespace clearing::exports
