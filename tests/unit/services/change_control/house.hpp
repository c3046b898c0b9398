#pragma once

#include "gateway/infra/csv/csv_sheet_reader.hpp"
#include "gateway/infra/system/file_shelf.hpp"
#include "gateway/services/mapping/change_control.hpp"
#include "gateway/services/mapping/reports.hpp"
#include "gateway/services/mapping/watch.hpp"
#include "tests/support/memory_code_usage.hpp"
#include "tests/support/ningbo.hpp"

#include <string>

namespace clearing::tests {

/// Works at once, in the thread of the test.
class InlineWorkshop final : public ports::Workshop {
public:
    ports::awaitable<void> run(std::function<void()> work) override {
        work();
        co_return;
    }
};

/// Ningbo's desks with the change control of their tables: maker Wang imports, checker Li activates.
struct House : Ningbo {
    explicit House(std::string_view local_time = "2018-10-16 09:30:00", std::string shelf_folder = {})
        : Ningbo(local_time), shelf(std::move(shelf_folder)) {}

    InlineWorkshop workshop;
    csv::CsvSheetReader sheets;
    system::FileShelf shelf;
    MemoryCodeUsage usage{books};
    mapping::World tables_world{
        tables_in_force, DivisionCode("330200"), mappings, usage, workshop, sheets, shelf, clock, digest, audit,
        other_sides};
    mapping::ChangeControl control{tables_world};
    mapping::Reports reports{tables_world};
    mapping::Watch watch{tables_world};

    std::string version() const { return tables_in_force.current()->version; }

    /// The gateway's first start.
    void begin() { run(control.begin_with(table_set())).value(); }

    /// A sheet of drugs: code, national code, ratio.
    static std::string drug_sheet(const std::string& rows) {
        return "source_code,source_name,target_code,target_name,list_type,charge_item_type,charge_level,"
               "first_self_pay_ratio,price_ceiling\r\n" +
               rows;
    }
    /// YP002 with another first self-pay ratio than 0.05.
    static std::string ratio_sheet(const std::string& ratio) {
        return drug_sheet("YP002,头孢呋辛酯片,XJ01DCT063A001010190002,头孢呋辛酯片,101,09,02," + ratio + ",\r\n");
    }

    Result<mapping::MadeVersion> import(std::string sheet, const char* valid_from = "2018-10-01") {
        mapping::ImportOrder order;
        order.kind = translation::CodeKind::drug;
        order.valid_from = Date::parse(valid_from).value();
        order.origin = "circular 2018-77, invented";
        return run(control.import("wang", order, std::move(sheet), {}));
    }
    Result<ports::MappingActivation> activate(const std::string& wanted, const char* on = nullptr,
                                              std::string checker = "li") {
        std::optional<Date> day;
        if (on != nullptr) day = Date::parse(on).value();
        return run(control.activate(std::move(checker), wanted, day, {}));
    }
    std::optional<std::string> follow() { return run(watch.step()).value(); }

    /// A visit of Ms Zhang's with one line of a drug, 10 at 10.00.
    VisitId visit_with(const std::string& name, const std::string& institution_code,
                       const std::string& national_code = {}) {
        const VisitId visit = register_visit(visitor_call("2201", "reg-" + name), to_local_time(clock.now())).value();
        FeeLine line;
        line.id = LineId("L-" + name);
        line.bill = BillNumber("B1");
        line.occurred_at = clock.now();
        line.institution_list_code = institution_code;
        line.med_list_code = national_code;
        line.name = "头孢呋辛酯片";
        line.count = Decimal::parse("10").value();
        line.unit_price = Decimal::parse("10").value();
        line.amount = Money::parse("100").value();
        taken = run(desk.upload_fees(visitor_call("2204", "up-" + name), {visit, {std::move(line)}, {}}));
        return visit;
    }
    Result<FeeUploadAnswer> taken = FeeUploadAnswer{};

    SettlementId settled(const std::string& name, const std::string& institution_code) {
        const VisitId visit = visit_with(name, institution_code);
        return settle(visitor_call("2207", "s-" + name), visit, {"B1", "100.00"}).value().settlement;
    }

    long long times_audited(std::string_view event) const {
        return std::ranges::count_if(audit.events, [&](const ports::AuditEvent& e) { return e.event == event; });
    }
};

}  // namespace clearing::tests
