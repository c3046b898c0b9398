#pragma once

#include "centres.hpp"
#include "sim-peers/delta/insured_side.hpp"

namespace clearing::peers::testing {

namespace pb = ::clearing::delta::v1;

/// Requests of one Shanghai person's outpatient visit in Ningbo, as the gateway sends them.
struct DeltaCalls {
    std::string treatment = "330200", insured = "310000", day = "2018-10-16";
    const Person* person = nullptr;

    /// An employee's or a resident's: every fifth of the generated people is a resident.
    const std::string& insurance_type() const { return person->insurances.front().insurance_type; }
    pb::Envelope envelope() const {
        pb::Envelope envelope;
        envelope.set_correlation_id(1);
        envelope.set_version(1);
        envelope.set_sender_division("330200");
        envelope.set_receiver_division("310000");
        envelope.set_clearing_day(day);
        return envelope;
    }
    void fill(pb::Person& wire) const {
        wire.set_cert_no(person->cert_no);
        wire.set_name(person->name);
        wire.set_person_no(person->number);
    }
    pb::Bill bill(const std::string& visit, long long fen, const std::string& bill_no = "B1") const {
        pb::Bill bill;
        bill.set_treatment_division(treatment);
        bill.set_insured_division(insured);
        bill.set_institution("H33020300001");
        bill.set_institution_level("3");
        bill.set_visit_id(visit);
        bill.set_bill_no(bill_no);
        fill(*bill.mutable_person());
        bill.set_insurance_type(insurance_type());
        bill.set_med_type("11");
        bill.set_total_fen(fen);
        bill.set_in_scope_fen(fen);
        auto* category = bill.add_categories();
        category->set_charge_item_type("09");
        category->set_amount_fen(fen);
        category->set_in_scope_fen(fen);
        return bill;
    }
    pb::Envelope visit(const std::string& id) const {
        auto out = envelope();
        auto* request = out.mutable_visit_request();
        request->set_action(pb::REGISTER);
        request->set_visit_id(id);
        fill(*request->mutable_person());
        request->set_treatment_division(treatment);
        request->set_insured_division(insured);
        request->set_institution("H33020300001");
        request->set_insurance_type(insurance_type());
        request->set_med_type("11");
        request->set_begin_time("2018-10-16 08:00:00");
        return out;
    }
    pb::Envelope quote(const pb::Bill& bill) const {
        auto out = envelope();
        *out.mutable_quote_request()->mutable_bill() = bill;
        return out;
    }
    pb::Envelope settle(const std::string& id, const pb::Bill& bill, const std::string& quote_id = {}) const {
        auto out = envelope();
        out.mutable_settle_request()->set_settlement_id(id);
        *out.mutable_settle_request()->mutable_bill() = bill;
        out.mutable_settle_request()->set_quote_id(quote_id);
        return out;
    }
    pb::Envelope cancel(const std::string& id, const std::string& original, const pb::Split& booked) const {
        auto out = envelope();
        out.mutable_cancel_request()->set_settlement_id(id);
        out.mutable_cancel_request()->set_treatment_division(treatment);
        out.mutable_cancel_request()->set_original_settlement_id(original);
        *out.mutable_cancel_request()->mutable_split() = delta::to_wire(negated(delta::from_wire(booked)));
        return out;
    }
    pb::Envelope reverse(const std::string& id) const {
        auto out = envelope();
        out.mutable_reverse_request()->set_treatment_division(treatment);
        out.mutable_reverse_request()->set_settlement_id(id);
        return out;
    }
    pb::Envelope query(const std::string& id) const {
        auto out = envelope();
        out.mutable_query_request()->set_treatment_division(treatment);
        out.mutable_query_request()->set_settlement_id(id);
        return out;
    }
    pb::Envelope close(const std::vector<const Record*>& lines) const {
        auto out = envelope();
        auto* request = out.mutable_day_close_request();
        request->set_treatment_division(treatment);
        request->set_insured_division(insured);
        request->set_day(day);
        for (const auto& [key, cell] : sum_up(lines))
            *request->add_cells() = delta::to_wire(key.first, key.second, cell);
        request->set_root(delta::root_of(lines));
        return out;
    }
};

inline std::string code(const pb::Envelope& answer) {
    return answer.has_error() ? answer.error().code() : "ok";
}

}  // namespace clearing::peers::testing
