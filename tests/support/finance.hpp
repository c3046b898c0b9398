#pragma once

#include "gateway/services/payments/payment_service.hpp"
#include "tests/support/memory_payment_book.hpp"
#include "tests/support/memory_vouchers.hpp"
#include "tests/support/ningbo.hpp"

#include <string>

namespace clearing::tests {

/// The working days of 2018 as far as the stories need them; 2019 is not loaded. Make-up day and holiday of the State
/// Council's notice of 2018-12-06 (国办发明电〔2018〕15号).
inline std::shared_ptr<const WorkingCalendar> calendar_of_2018() {
    const auto day = [](const char* text) { return Date::parse(text).value(); };
    const std::string notice = "国办发明电〔2018〕15号";
    return std::make_shared<const WorkingCalendar>(
        std::map<Date, WorkingCalendar::SpecialDay>{{day("2018-12-29"), {true, notice}},
                                                    {day("2018-12-31"), {false, notice}}},
        std::set<int>{2018});
}

/// The bureau's finance desk over a gateway's books in memory.
struct FinanceDesk {
    explicit FinanceDesk(Ningbo& its_gateway)
        : gateway(its_gateway),
          vouchers(gateway.books),
          adjustments(gateway.books),
          book(gateway.books),
          service({book, gateway.clock,
                   [this](const PlatformName& platform, const DivisionCode& counterparty, Date day) {
                       auto row = gateway.tables_in_force.current()->router->terms(platform, counterparty, day);
                       if (row && netting) row->netting = *netting;
                       if (row && prefund_offset) row->prefund_offset = *prefund_offset;
                       return row;
                   },
                   [this] { return calendar; },
                   [this](const PlatformName& platform, const DivisionCode& counterparty) {
                       return gateway.tables_in_force.current()->router->platform_serves(platform, counterparty);
                   }}) {}

    Ningbo& gateway;
    MemoryVoucherBook vouchers;
    MemoryAdjustments adjustments;
    MemoryPaymentBook book;
    std::shared_ptr<const WorkingCalendar> calendar = calendar_of_2018();
    std::optional<bool> netting, prefund_offset;  ///< instead of the agreement row's
    payments::PaymentService service;

    static PairKey shanghai(Direction direction = Direction::visitor) {
        return {PlatformName("delta"), DivisionCode("310000"), direction};
    }
    static ClearingDay day(std::string_view text) { return ClearingDay::parse(text).value(); }

    Result<Notice> make(std::string_view last, Direction direction = Direction::visitor, std::string by = "maker") {
        return gateway.run(service.make(shanghai(direction), day(last), std::move(by)));
    }
    Result<Notice> sign(const std::string& notice, NoticeStep step, std::string by) {
        return gateway.run(service.sign(notice, step, std::move(by)));
    }
    /// Made, checked and released by another, handed over: what the bank is told.
    Notice handed_over(std::string_view last, Direction direction = Direction::visitor) {
        const std::string id = make(last, direction).value().id;
        sign(id, NoticeStep::check, "checker").value();
        sign(id, NoticeStep::release, "checker").value();
        return sign(id, NoticeStep::hand_over, "maker").value();
    }
    Notice notice(const std::string& id) { return gateway.run(book.notice(id)).value().value(); }
    BankEntry moved(std::string serial, std::string_view yuan, std::string notice = {},
                    Direction direction = Direction::visitor) {
        return {"工商银行",
                std::move(serial),
                local_date(gateway.clock.now()),
                Money::parse(yuan).value(),
                PlatformName("delta"),
                DivisionCode("310000"),
                direction,
                std::move(notice)};
    }
    Result<payments::Entered> enter(BankEntry entry) { return gateway.run(service.enter(std::move(entry), "cashier")); }
    std::string open(const std::string& id) { return sum_of(notice(id).open()).to_yuan(); }
    std::string standing(const std::string& id) {
        return std::string(name_of(standing_of(notice(id), local_date(gateway.clock.now()))));
    }
};

}  // namespace clearing::tests
