#pragma once

#include "adapters/national_format/envelope.hpp"
#include "adapters/national_format/transactions.hpp"
#include "gateway/ports/institution_desk.hpp"

namespace clearing::national_format {

/// The institution's reconciliation from a transaction to the desk and back to an output.
class InstitutionDispatch {
public:
    explicit InstitutionDispatch(ports::InstitutionDesk& desk) : desk_(desk) {}

    /// Errors: those of reading, of an archive that does not open (infra/zip), and the desk's.
    ports::awaitable<Result<json::Value>> carry_out(TransactionKind kind, Call call, RequestEnvelope envelope);

private:
    using Answer = ports::awaitable<Result<json::Value>>;

    Answer compare_details(Call call, RequestEnvelope envelope);
    Answer list_allocations(Call call, RequestEnvelope envelope);
    Answer confirm_allocations(Call call, RequestEnvelope envelope);
    Answer roll_back_confirmation(Call call, RequestEnvelope envelope);
    Answer upload_file(Call call, RequestEnvelope envelope);
    Answer download_file(Call call, RequestEnvelope envelope);

    ports::InstitutionDesk& desk_;
};

}  // namespace clearing::national_format
