#pragma once

#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/case_adjustments.hpp"

namespace clearing::reconciliation {

/// A case that ends with money is a dispute lost, or one lost first and won afterwards, among the books' adjustments.
class CasesInBooks final : public ports::CaseAdjustments {
public:
    explicit CasesInBooks(ports::Adjustments& adjustments) : adjustments_(adjustments) {}

    ports::awaitable<Result<std::string>> post(ports::CaseAdjustment adjustment) override;

private:
    ports::Adjustments& adjustments_;
};

}  // namespace clearing::reconciliation
