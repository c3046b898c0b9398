#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/infra/json/value.hpp"

namespace clearing::national_format {

// How another side's answers to 5203 and 2601 are meant. Pure.

/// 5203's input: by the visit, setl_id said to be empty, the sender's message id beside it [own]; by the answerer's id
/// where a 3202 result has named it (SETTLEMENT §5, Asking the national side).
json::Value write_query(const std::string& person_number, const VisitId& their_visit, const MessageId& original,
                        const SettlementId& named = {});

/// The settlement of that message, or of the id that was named, among those listed; none of it, or nothing listed:
/// unknown (which proves nothing, SETTLEMENT §5). What cannot be read of another's row does no harm. Errors: those of
/// reading its row, or one that may be its; missing_field where something was answered that may be the settlement but
/// cannot be told as one.
Result<QueryResult> query_result_of(const json::Value& output, const MessageId& original,
                                    const SettlementId& named = {});
/// A no to a query may be the original's own refusal, told again (a closed list of codes); "unknown"; "reversed"; "in
/// progress"; or a fault of the question itself (a person it does not know, or another one), which says nothing of the
/// original and stays an error.
Result<QueryResult> query_result_of(const Error& error);

/// infcode 0 of 2601: output `result` reversed, or fenced for an id never seen [own]; silent peers mean reversed.
ReverseResult reverse_result_of(const json::Value& output);
/// "Day closed" and "not reversible" are results, and so is a settlement that was cancelled: it stands in the lists
/// beside its cancel. Already reversed is reversed.
Result<ReverseResult> reverse_result_of(const Error& error);

}  // namespace clearing::national_format
