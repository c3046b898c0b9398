#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/infra/export/statement.hpp"

#include <fmt/format.h>

// The file route of a day: long work, so each order becomes a job. What a job uses it captures, never the World.

namespace clearing::api {

using ports::awaitable;

namespace {

struct FileOrder {
    DayKey key;
    std::string file, actor;
};

struct With {
    ports::DayFileExchange& files;
    ports::AuditLog& audit;
    ports::Clock& clock;
    exports::Naming naming;
};

With for_files(const World& world) {
    return {*world.day_files, world.audit, world.clock, world.naming};
}

awaitable<Result<void>> write_down(const With& with, const FileOrder& order, std::string event, std::string detail) {
    ports::AuditEvent entry{with.clock.now(), std::move(event), order.actor,
                            statement_id(order.key, with.naming.own_region), std::move(detail)};
    co_return co_await with.audit.record(std::move(entry));
}

json::Value import_json(const ports::FileImport& import, const exports::Naming& naming) {
    json::Array bad, differences;
    for (const std::string& line : import.file.bad_lines)
        bad.emplace_back(line);
    for (const Difference& difference : import.differences)
        differences.push_back(exports::to_json(difference));
    return json::Object{{"lines", import.file.lines},
                        {"bad", import.file.bad},
                        {"bad_lines", std::move(bad)},
                        {"has_control_line", import.file.has_control_line},
                        {"matched", import.matched},
                        {"differences", std::move(differences)},
                        {"statement", import.statement ? exports::summary_of(*import.statement, naming) : nullptr}};
}

awaitable<Result<json::Value>> import_file_of(With with, FileOrder order, ports::AfterComparison then,
                                              mapping::Progress progress) {
    auto import = co_await with.files.import(order.key, order.file, then, std::move(progress));
    std::string detail =
        import ? fmt::format("{}: {} lines, {} bad, {} matched, {} differences{}", order.file, import->file.lines,
                             import->file.bad, import->matched, import->differences.size(),
                             import->statement ? ", agreed" : "")
               : fmt::format("{}: {} {}", order.file, stable_code(import.error().code), import.error().detail);
    auto written = co_await write_down(with, order, import ? "day_file_imported" : "day_file_not_imported", detail);
    if (!import) co_return fail(import.error());
    if (!written) co_return fail(written.error());
    co_return import_json(*import, with.naming);
}

awaitable<Result<json::Value>> export_file_of(With with, FileOrder order, mapping::Progress progress) {
    auto lines = co_await with.files.write(order.key, order.file, std::move(progress));
    if (!lines) co_return fail(lines.error());
    std::string detail = fmt::format("{}: {} lines", order.file, *lines);
    auto written = co_await write_down(with, order, "day_file_exported", std::move(detail));
    if (!written) co_return fail(written.error());
    co_return json::Object{{"file", order.file}, {"lines", *lines}};
}

Result<FileOrder> order_of(const World& world, const Ask& ask) {
    if (world.day_files == nullptr) return fail(ErrorCode::not_found, "no folder for day files is configured");
    const Result<DayKey> key = day_key_of(ask);
    if (!key) return fail(key.error());
    return FileOrder{*key, *query_of(ask, "file"), ask.actor};
}

}  // namespace

awaitable<http::Response> import_day_file(World& world, Ask ask) {
    Result<FileOrder> order = order_of(world, ask);
    if (!order) co_return answer(order.error());
    const auto then = query_of(ask, "agree") == "true" ? ports::AfterComparison::agree : ports::AfterComparison::look;
    std::string what = "import " + order->file;
    const auto ordered = co_await write_down(for_files(world), *order, "day_file_import_ordered", order->file);
    if (!ordered) co_return answer(ordered.error());
    Jobs::Work work = [with = for_files(world), order = std::move(*order), then](mapping::Progress progress) mutable {
        return import_file_of(with, std::move(order), then, std::move(progress));
    };
    co_return answer_job(world.jobs.start(std::move(what), ask.actor, std::move(work)));
}

awaitable<http::Response> export_day_file(World& world, Ask ask) {
    Result<FileOrder> order = order_of(world, ask);
    if (!order) co_return answer(order.error());
    std::string what = "export " + order->file;
    const auto ordered = co_await write_down(for_files(world), *order, "day_file_export_ordered", order->file);
    if (!ordered) co_return answer(ordered.error());
    Jobs::Work work = [with = for_files(world), order = std::move(*order)](mapping::Progress progress) mutable {
        return export_file_of(with, std::move(order), std::move(progress));
    };
    co_return answer_job(world.jobs.start(std::move(what), ask.actor, std::move(work)));
}

}  // namespace clearing::api
