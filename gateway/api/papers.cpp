#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/api/record.hpp"
#include "gateway/infra/export/period_file.hpp"
#include "gateway/infra/export/period_json.hpp"
#include "gateway/infra/export/plain_sinks.hpp"
#include "gateway/infra/export/xlsx_sink.hpp"
#include "gateway/services/clearing/detail_reader.hpp"

#include <memory>

#include <fmt/format.h>

// Statements of days and months as files.

namespace clearing::api {

using exports::FileFormat;
using ports::awaitable;

namespace {

FileFormat format_of(const Ask& ask) {
    return exports::file_format_named(query_of(ask, "format").value_or("json")).value_or(FileFormat::json);
}

Result<std::optional<int>> revision_of(const Ask& ask) {
    const std::optional<std::string> text = query_of(ask, "revision");
    if (!text) return std::optional<int>();
    const std::optional<long long> number = whole_number(*text);
    if (!number || *number > 1'000'000)
        return fail(ErrorCode::invalid_value, "revision: must be a number from 1 on", {"revision"});
    return std::optional(static_cast<int>(*number));
}

/// A file is only given out once it is on record, with what it weighs and its digest.
awaitable<http::Response> hand_out(World& world, std::string actor, std::string subject, FileFormat format,
                                   std::string name, std::string file) {
    const std::string digest = hex(world.digest.sha256(file));
    std::string detail = fmt::format("{}, {} bytes, sha256 {}", exports::ending_of(format), file.size(), digest);
    const Result<void> recorded =
        co_await write_down(world, "statement_exported", std::move(actor), std::move(subject), std::move(detail));
    if (!recorded) co_return answer(recorded.error());
    http::Response response;
    response.content_type = exports::content_type_of(format);
    response.headers["cache-control"] = "no-store";
    response.headers["x-content-sha256"] = digest;
    response.headers["content-disposition"] =
        fmt::format("attachment; filename=\"{}.{}\"", name, exports::ending_of(format));
    response.body = std::move(file);
    co_return response;
}

/// Written at the workshop's bench, page by page as the lines are read; nobody at a desk waits for it.
awaitable<Result<std::string>> written(World& world, exports::PeriodPaper paper, FileFormat format, bool with_details,
                                       bool bom) {
    statements::DetailReader lines(world.papers.maker().details(), statements::days_of(paper.statement));
    const auto file =
        std::make_shared<exports::PeriodFile>(std::move(paper), world.naming, format, exports::CsvOptions{.bom = bom});
    co_await world.workshop.run([file] { file->forms(); });
    while (with_details) {
        auto page = co_await lines.next();
        if (!page) co_return fail(page.error());
        if (page->empty()) break;
        co_await world.workshop.run([file, page = std::move(*page)] { file->details(page); });
    }
    const auto done = std::make_shared<std::optional<Result<std::string>>>();
    co_await world.workshop.run([file, done, with_details] { *done = file->finish(with_details); });
    co_return std::move(**done);
}

std::string subject_of(const exports::PeriodPaper& paper) {
    return paper.revision ? fmt::format("{}#{}", paper.statement.id, paper.revision->number) : paper.statement.id;
}

struct MonthTotal {
    long long settlements = 0, cancels = 0;
    Money total, net;
};

MonthTotal total_of(const std::vector<PeriodStatement>& statements) {
    MonthTotal total;
    for (const PeriodStatement& statement : statements) {
        const DayCell sum = sum_of(statement.cells());
        total.settlements += sum.settlements;
        total.cancels += sum.cancels;
        total.total += sum.sums.total;
        total.net += statement.net();
    }
    return total;
}

json::Value month_to_json(const std::vector<PeriodStatement>& statements, const std::string& month, Direction direction,
                          const exports::Naming& naming) {
    json::Array list;
    for (const PeriodStatement& statement : statements)
        list.push_back(exports::summary_of(statement, naming));
    const MonthTotal total = total_of(statements);
    return json::Object{{"month", month},
                        {"direction", name_of(direction)},
                        {"statements", std::move(list)},
                        {"settlements", total.settlements},
                        {"cancels", total.cancels},
                        {"total", total.total.to_yuan()},
                        {"net", total.net.to_yuan()}};
}

Instant last_made(const std::vector<PeriodStatement>& statements) {
    Instant last{};
    for (const PeriodStatement& statement : statements)
        last = std::max(last, statement.made_at());
    return last;
}

Result<std::string> month_file(const std::vector<PeriodStatement>& statements, const std::string& month,
                               FileFormat format, const exports::Naming& naming) {
    if (format == FileFormat::xlsx) {
        exports::XlsxSink sink(month, last_made(statements));
        exports::clearing_table(statements, naming, sink);
        return sink.finish();
    }
    if (format == FileFormat::csv) {
        exports::CsvSink sink(exports::CsvOptions{});
        exports::clearing_table(statements, naming, sink);
        return sink.take();
    }
    exports::TextSink sink;
    exports::clearing_table(statements, naming, sink);
    return sink.take();
}

PairFilter filter_of_month(const Ask& ask, Direction direction) {
    PairFilter filter = pair_filter_of(ask);
    filter.direction = direction;
    return filter;
}

}  // namespace

awaitable<http::Response> get_document(World& world, Ask ask) {
    const Result<std::optional<int>> number = revision_of(ask);
    if (!number) co_return answer(number.error());
    const FileFormat format = format_of(ask);
    const bool with_details = query_of(ask, "detail") == "true";
    if (with_details && !exports::PeriodFile::lines_in(format))
        co_return answer(Error{ErrorCode::invalid_value, "detail: this format has no lines", {"detail"}, {}});
    std::string id = ask.path.at("id");
    auto shown = co_await world.papers.show(std::move(id), *number);
    if (!shown) co_return answer(shown.error());
    exports::PeriodPaper paper{std::move(shown->statement), std::move(shown->revision)};
    std::string subject = subject_of(paper), name = paper.statement.id;
    auto file = co_await written(world, std::move(paper), format, with_details, query_of(ask, "bom") == "true");
    if (!file) co_return answer(file.error());
    co_return co_await hand_out(world, ask.actor, std::move(subject), format, std::move(name), std::move(*file));
}

awaitable<http::Response> get_month(World& world, Ask ask) {
    const std::string month = ask.path.at("month");
    const Result<Period> period = Period::month(month);
    if (!period) co_return answer(period.error());
    const Direction direction = direction_named(query_of(ask, "direction").value_or("visitor")).value();
    const auto statements = co_await world.papers.maker().make_all(filter_of_month(ask, direction), *period);
    if (!statements) co_return answer(statements.error());
    const FileFormat format = format_of(ask);
    if (format == FileFormat::json) co_return answer(month_to_json(*statements, month, direction, world.naming));
    Result<std::string> file = month_file(*statements, month, format, world.naming);
    if (!file) co_return answer(file.error());
    std::string name = fmt::format("{}-{}-{}", world.naming.own_region.text, name_of(direction), month);
    std::string subject = name;
    co_return co_await hand_out(world, ask.actor, std::move(subject), format, std::move(name), std::move(*file));
}

}  // namespace clearing::api
