#pragma once

#include "adapters/national_format/body.hpp"
#include "gateway/domain/visit.hpp"
#include "gateway/ports/desk.hpp"

namespace clearing::national_format {

// 2204 and 2301 (upload), 2205 and 2302 (removal), 5204 (query). Errors of reading: Faults::to_error.

Result<FeeUpload> read_fee_upload(const RequestEnvelope& envelope, CareSetting care);
json::Value write_fee_upload(const FeeUpload& upload, CareSetting care, const std::string& person_number);

Result<FeeUploadAnswer> read_fee_answer(const json::Value& output);
json::Value write_fee_answer(const FeeUploadAnswer& answer);

Result<FeeRemoval> read_fee_removal(const RequestEnvelope& envelope, CareSetting care);

json::Value write_fee_views(const std::vector<ports::FeeView>& views);

}  // namespace clearing::national_format
