#pragma once

#include "gateway/infra/json/value.hpp"
#include "gateway/tools/print_parts.hpp"

#include <string>

// The daemon's answers about money as people read them.

namespace clearing::tools {

std::string print_notices(const json::Value& answer);
std::string print_notice(const json::Value& answer);
std::string print_payments(const json::Value& answer);
std::string print_payment(const json::Value& answer);
std::string print_payment_import(const json::Value& answer);
std::string print_adjustments(const json::Value& answer);
std::string print_adjustment(const json::Value& answer);
std::string print_offers(const json::Value& answer);
std::string print_offer(const json::Value& answer);
std::string print_findings(const json::Value& answer);
std::string print_finding(const json::Value& answer);
std::string print_ledger_proof(const json::Value& answer);
std::string print_institution_payments(const json::Value& answer);
std::string print_institution_payment(const json::Value& answer);
std::string print_institution_owed(const json::Value& answer);
std::string print_year_end(const json::Value& answer);

}  // namespace clearing::tools
