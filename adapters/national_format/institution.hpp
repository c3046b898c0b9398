#pragma once

#include "adapters/national_format/body.hpp"
#include "gateway/ports/institution_desk.hpp"

namespace clearing::national_format {

// 3202, 3260, 3261, 3262, 9101 and 9102 as an institution asks us. Errors of reading: Faults::to_error.

/// 3202: a period, and its rows in a file uploaded before (file_qury_no) or inline under `detail` [own].
struct DetailsRequest {
    ports::PeriodTotals period;
    std::string file_number;  ///< empty: the rows are inline
    std::vector<ports::InstitutionRow> rows;
};
Result<DetailsRequest> read_details_request(const RequestEnvelope& envelope);
/// fileinfo: where the result lies for 9102.
json::Value write_details_answer(const ports::ExchangeFile& result);
/// The result's rows inline [own], as they were asked.
json::Value write_details_answer(const std::vector<ports::InstitutionResult>& results);

/// 3260: trt_year, trt_month and startrow.
struct AllocationsRequest {
    Date month;
    long long first_row = 1;
};
Result<AllocationsRequest> read_allocations_request(const RequestEnvelope& envelope);
json::Value write_allocations(const std::vector<ports::AllocationLine>& lines, const std::string& institution);

/// 3261. `totalrow` must be the number of rows.
struct ConfirmationRequest {
    Date month;
    std::vector<ports::AllocationAnswer> answers;
};
Result<ConfirmationRequest> read_confirmation_request(const RequestEnvelope& envelope);
/// otransid, by which 3262 takes it back.
json::Value write_confirmation(const MessageId& message);

/// 3262, flat or under `data`; otransid "0" is the whole month.
struct RollbackRequest {
    Date month;
    MessageId confirmation;
};
Result<RollbackRequest> read_rollback_request(const RequestEnvelope& envelope);
json::Value write_rollback(long long lines);

/// 9101.
struct FileUpload {
    std::string name, bytes;
};
Result<FileUpload> read_file_upload(const RequestEnvelope& envelope);
json::Value write_file_upload(const ports::ExchangeFile& file);

/// 9102: the number of the file wanted.
Result<std::string> read_file_download(const RequestEnvelope& envelope);
/// The bytes as base64 under fsDownloadOut [own]: the published text moves them beside the envelope.
json::Value write_file_download(const ports::ExchangeFile& file);

}  // namespace clearing::national_format
