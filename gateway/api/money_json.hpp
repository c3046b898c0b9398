#pragma once

#include "gateway/domain/adjustment.hpp"
#include "gateway/domain/adjustment_offer.hpp"
#include "gateway/domain/audit_finding.hpp"
#include "gateway/domain/bank_payment.hpp"
#include "gateway/domain/institution_payment.hpp"
#include "gateway/infra/export/words.hpp"
#include "gateway/infra/json/value.hpp"
#include "gateway/ports/ledger_proof.hpp"
#include "gateway/services/payments/bank_import.hpp"
#include "gateway/services/payments/year_end.hpp"

// The money side's answers, as money_schemas() states them.

namespace clearing::api {

json::Value to_json(const Notice& notice, Date today, const exports::Naming& naming);
json::Value to_json(const BankPayment& payment, const exports::Naming& naming);
json::Array to_json(const CellAmounts& amounts);
json::Value to_json(const InstitutionPayment& payment, const exports::Naming& naming);
json::Value to_json(const payments::Imported& imported);
json::Value to_json(const Adjustment& adjustment);
json::Value to_json(const AdjustmentOffer& offer);
json::Value to_json(const AuditFinding& finding);
json::Value to_json(const ports::BrokenLaw& law);
json::Value to_json(const payments::YearEnd& year);

}  // namespace clearing::api
