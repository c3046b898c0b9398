#include "adapters/national_format/institution_dispatch.hpp"

#include "adapters/national_format/detail_file.hpp"
#include "adapters/national_format/institution.hpp"
#include "gateway/infra/zip/zip.hpp"

namespace clearing::national_format {

namespace {

constexpr std::size_t largest_text = 64 * 1024 * 1024;

}  // namespace

using ports::awaitable;

awaitable<Result<json::Value>> InstitutionDispatch::carry_out(TransactionKind kind, Call call,
                                                              RequestEnvelope envelope) {
    switch (kind) {
        case TransactionKind::compare_details:
            co_return co_await compare_details(std::move(call), std::move(envelope));
        case TransactionKind::list_allocations:
            co_return co_await list_allocations(std::move(call), std::move(envelope));
        case TransactionKind::confirm_allocations:
            co_return co_await confirm_allocations(std::move(call), std::move(envelope));
        case TransactionKind::roll_back_confirmation:
            co_return co_await roll_back_confirmation(std::move(call), std::move(envelope));
        case TransactionKind::upload_file:
            co_return co_await upload_file(std::move(call), std::move(envelope));
        case TransactionKind::download_file:
            co_return co_await download_file(std::move(call), std::move(envelope));
        default:
            break;
    }
    co_return fail(ErrorCode::unknown_transaction, "not of an institution's reconciliation", {"infno"});
}

InstitutionDispatch::Answer InstitutionDispatch::compare_details(Call call, RequestEnvelope envelope) {
    auto request = read_details_request(envelope);
    if (!request) co_return fail(request.error());
    const bool by_file = !request->file_number.empty();
    DetailFile sent{std::move(request->rows), {}};
    std::string name = "result.txt";
    if (by_file) {
        auto file = co_await desk_.file(call, request->file_number);
        if (!file) co_return fail(file.error());
        auto unzipped = zip::unpack(file->bytes, largest_text);
        if (!unzipped) co_return fail(unzipped.error());
        sent = read_detail_file(unzipped->content);
        name = "result_" + file->number + ".txt";
    }
    const std::vector<ports::UnreadableRow> unreadable = sent.unreadable;
    auto results = co_await desk_.compare_details(call, std::move(request->period), std::move(sent.rows),
                                                  std::move(sent.unreadable));
    if (!results) co_return fail(results.error());
    if (!by_file) co_return write_details_answer(*results);
    std::string archive = zip::pack({name, write_result_file(*results, unreadable)});
    auto kept = co_await desk_.keep_file(std::move(call), name + ".zip", std::move(archive));
    if (!kept) co_return fail(kept.error());
    co_return write_details_answer(*kept);
}

InstitutionDispatch::Answer InstitutionDispatch::list_allocations(Call call, RequestEnvelope envelope) {
    auto request = read_allocations_request(envelope);
    if (!request) co_return fail(request.error());
    const std::string institution = call.header.institution.text;
    auto lines = co_await desk_.allocations(std::move(call), request->month, request->first_row);
    if (!lines) co_return fail(lines.error());
    co_return write_allocations(*lines, institution);
}

InstitutionDispatch::Answer InstitutionDispatch::confirm_allocations(Call call, RequestEnvelope envelope) {
    auto request = read_confirmation_request(envelope);
    if (!request) co_return fail(request.error());
    const MessageId message = call.header.message;
    auto confirmed = co_await desk_.confirm(std::move(call), request->month, std::move(request->answers));
    if (!confirmed) co_return fail(confirmed.error());
    co_return write_confirmation(message);
}

InstitutionDispatch::Answer InstitutionDispatch::roll_back_confirmation(Call call, RequestEnvelope envelope) {
    auto request = read_rollback_request(envelope);
    if (!request) co_return fail(request.error());
    auto lines = co_await desk_.roll_back(std::move(call), request->month, std::move(request->confirmation));
    if (!lines) co_return fail(lines.error());
    co_return write_rollback(*lines);
}

InstitutionDispatch::Answer InstitutionDispatch::upload_file(Call call, RequestEnvelope envelope) {
    auto upload = read_file_upload(envelope);
    if (!upload) co_return fail(upload.error());
    auto kept = co_await desk_.keep_file(std::move(call), std::move(upload->name), std::move(upload->bytes));
    if (!kept) co_return fail(kept.error());
    co_return write_file_upload(*kept);
}

InstitutionDispatch::Answer InstitutionDispatch::download_file(Call call, RequestEnvelope envelope) {
    auto number = read_file_download(envelope);
    if (!number) co_return fail(number.error());
    auto file = co_await desk_.file(std::move(call), std::move(*number));
    if (!file) co_return fail(file.error());
    co_return write_file_download(*file);
}

}  // namespace clearing::national_format
