#pragma once

#include "gateway/domain/detail_line.hpp"
#include "gateway/domain/statement_revision.hpp"
#include "gateway/infra/export/document_sink.hpp"
#include "gateway/infra/export/words.hpp"

#include <span>
#include <vector>

namespace clearing::exports {

/// The forms of DOMAIN §2 for the statement of a day or a month, told once for every kind of file:
/// 跨省异地就医费用清算表, 应收/应付医疗费用清算表, 职工/居民基金明细表 by day, 审核扣款与调整明细表, 结转明细表,
/// 收款/付款通知书, 控制合计, 更正清单 (of a correction), 结算明细表 (asked for).
class PeriodDocument {
public:
    PeriodDocument(const PeriodStatement& statement, const StatementRevision* revision, const Naming& naming,
                   DocumentSink& sink)
        : statement_(statement), revision_(revision), naming_(naming), sink_(sink) {}

    void forms();

    void begin_details();
    void details(const std::vector<DetailLine>& lines);
    void end_details();

private:
    std::vector<std::string> notes() const;
    void by_region();
    void by_insurance();
    void by_fund(std::string_view group, std::string_view sheet);
    void additions();
    void carried();
    void notice();
    void control();
    void changes();

    const PeriodStatement& statement_;
    const StatementRevision* revision_;  ///< null: as the books are now
    const Naming& naming_;
    DocumentSink& sink_;
    long long details_ = 0;
    PaymentSplit detail_sums_;
};

/// 跨省异地就医费用清算表 of many counterparties: a row each, and their sum.
void clearing_table(std::span<const PeriodStatement> statements, const Naming& naming, DocumentSink& sink);

/// 职工, 居民 or 其他: whose fund an insurance type is of.
std::string_view fund_group(const InsuranceType& type);

}  // namespace clearing::exports
