#pragma once

#include "gateway/domain/period_statement.hpp"
#include "gateway/infra/export/document_sink.hpp"
#include "gateway/infra/export/words.hpp"

#include <string>
#include <string_view>
#include <vector>

// What the forms of a statement share.

namespace clearing::exports {

std::string_view side_word(Direction direction);  ///< 应收 or 应付
std::string_view chinese(AdditionKind kind);
/// The region a statement is with: the insured one of visitors, the treatment one of residents away.
std::string_view counterparty_title(Direction direction);
std::string period_words(const Period& period);  ///< "2018年07月" or "2018年07月22日"
std::string signatures();                        ///< 经办 / 复核 / 负责人, to be signed by hand

/// The components that occur in the clearing, in the chart's order; all of them where none does.
std::vector<Component> occurring_components(const PeriodStatement& statement);
Money amount_in(const std::vector<StatementCell>& clearing, const DayCell& cell, Component component);
Money cleared_in(const std::vector<StatementCell>& clearing, const DayCell& cell);

}  // namespace clearing::exports
