#pragma once

#include "gateway/domain/settlement_record.hpp"
#include "gateway/infra/export/csv.hpp"
#include "gateway/infra/export/words.hpp"
#include "gateway/infra/json/value.hpp"

#include <string>
#include <vector>

namespace clearing::exports {

/// Everything the books hold of a settlement, the person masked (name 张*, the certificate's last four), and so the
/// names of what they suffer from and of who treats them; codes stay.
json::Value to_json(const SettlementRecord& record);
/// A list's line: ids, regions, state, day, total and what the fund pays; nobody named.
json::Value summary_of(const SettlementRecord& record);

/// Chinese headers, one settlement a line; nobody named.
std::string to_csv(const std::vector<SettlementRecord>& records, CsvOptions options);

}  // namespace clearing::exports
