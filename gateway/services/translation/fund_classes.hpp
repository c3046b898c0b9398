#pragma once

#include "gateway/services/tables/table.hpp"
#include "gateway/services/translation/translator.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

namespace clearing::translation {

/// The class columns of fund_kinds.tsv (SETTLEMENT §5).
class FundClasses {
public:
    /// Finds: an unknown class, a fund class without a component (or the reverse), one type in two classes.
    static FundClasses read(const tables::Table& table, tables::Findings& findings);

    /// By national code, without a date: a type never changes its class. Unknown types count as other fund.
    FundClass find(std::string_view fund_pay_type) const;

private:
    std::unordered_map<std::string, FundClass> by_type_;
};

}  // namespace clearing::translation
