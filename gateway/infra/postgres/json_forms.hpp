#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/domain/visit.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace clearing::postgres {

/// Values as the JSON texts our columns hold, sealed. Only our own stores write and read them: a text that does not
/// read back throws std::logic_error. Amounts are integer fen.

/// What a visit's columns do not hold: person, stay number, diagnoses, filings.
std::string sealed_part(const Visit& visit);
void read_sealed_part(std::string_view text, Visit& visit);

/// What a settlement's columns do not hold of its answer.
std::string sealed_part(const SettledBill& answer);
void read_sealed_part(std::string_view text, SettledBill& answer);

std::string whole(const std::vector<TranslationNote>& notes);
std::vector<TranslationNote> read_translation_notes(std::string_view text);

std::string whole(const FeeLine& line);
FeeLine read_fee_line(std::string_view text);

std::string whole(const PaymentSplit& split);
PaymentSplit read_payment_split(std::string_view text);

/// A JSON array of strings.
std::string text_list(const std::vector<std::string>& texts);
std::vector<std::string> read_text_list(std::string_view text);

/// setldetail rows, as the view settlement_record aggregates them.
std::vector<FundPayment> read_payments(std::string_view text);

}  // namespace clearing::postgres
