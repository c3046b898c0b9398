#pragma once

#include "gateway/domain/bank_payment.hpp"
#include "gateway/ports/sheet.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace clearing::payments {

/// A line of a bank's file that could not be taken.
struct BadLine {
    std::size_t row = 0;  ///< as the spreadsheet counts: the header is row 1
    std::string reason;
};

struct BankFile {
    struct Line {
        std::size_t row = 0;
        BankEntry entry;
    };
    std::vector<Line> lines;
    std::vector<BadLine> bad;
};

/// Reads a bank's CSV (UTF-8 or GB18030), line by line, so that a bad one is told and the rest goes on. Columns by
/// name, in any order; Chinese as banks print them, or English:
/// 银行名称 bank · 交易流水号 serial · 记账日期 date (2018-11-20 or 20181120) · 金额 amount (yuan) · 平台 platform ·
/// 对方地区 counterparty · 收付 direction (收 visitor, 付 resident_away) · 通知书号 notice (may be empty or missing).
/// Error: invalid_value (a column is missing or stands twice, the header cannot be read, more than 100,000 lines).
Result<BankFile> read_bank_file(const ports::SheetReader& reader, std::string_view bytes);

}  // namespace clearing::payments
