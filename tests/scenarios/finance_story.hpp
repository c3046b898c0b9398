#pragma once

#include "tests/scenarios/story.hpp"
#include "tests/support/finance.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

/// A story of money: persons of Shanghai treated in Ningbo, days that are cleared, and the finance desk.
struct FinanceStory : Story {
    explicit FinanceStory(std::string_view title) : Story(title, "2018-10-16 09:30:00") {}

    FinanceDesk finance{*this};

    /// Ms Zhang's bill, or the like: fund, account and cash.
    SettledBill treated(const std::string& name, std::string_view fund, std::string_view account = "2.00",
                        std::string_view cash = "240.23") {
        const Money total = Money::parse(fund).value() + Money::parse(account).value() + Money::parse(cash).value();
        const std::string sum = total.to_yuan();
        shanghai.will_pay(payment({{"总费用", sum}, {"统筹基金", fund}, {"个人账户", account}, {"现金", cash}}));
        const Bill bill{"B-" + name, sum};
        visits_of[name] = visit_with_bill(name, bill);
        return settle(visitor_call("2207", "settle-" + name), visits_of[name], bill).value();
    }
    void cancelled(const std::string& name, const SettledBill& settled) {
        const auto answer = cancel(visitor_call("2208", "cancel-" + name), visits_of[name], settled.settlement);
        BOOST_REQUIRE_MESSAGE(answer.has_value(), why(answer));
    }
    /// The visitors' day is closed in the night after it.
    Statement cleared(std::string_view day) {
        const ClearingDay closed_day = ClearingDay::parse(day).value();
        return closed(shanghai_day(day), closed_day.next().to_text() + " 00:30:00");
    }
    SettlementNo no_of(const SettledBill& settled) { return record(settled.settlement).no; }
    Result<Adjustment> adjusted(const SettledBill& settled, AdjustmentReason reason, ComponentAmounts amounts,
                                std::string origin, Bearer bearer = Bearer::hospital) {
        return run(finance.adjustments.post(
            {no_of(settled), reason, std::move(amounts), std::move(origin), bearer, "auditor", clock.now()}));
    }
    static ComponentAmounts hifp(std::string_view yuan) { return {{Component::hifp, Money::parse(yuan).value()}}; }

    void balances(std::initializer_list<std::pair<Account, std::string_view>> expected) {
        for (const auto& [account, yuan] : expected)
            BOOST_TEST(balance(account).to_yuan() == yuan, name_of(account) << " is " << balance(account).to_yuan());
    }

    std::map<std::string, VisitId> visits_of;
};

}  // namespace clearing::tests
