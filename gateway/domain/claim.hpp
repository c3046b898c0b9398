#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/carried.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/payment_split.hpp"
#include "gateway/domain/person.hpp"
#include "gateway/domain/visit.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing {

/// Totals per med_chrgitm_type: what travels in real time instead of lines.
struct CategoryTotal {
    std::string charge_item_type;
    Money amount;
    ScopeSplit split;

    bool operator==(const CategoryTotal&) const = default;
};

/// A bill to be quoted (2206, 2303) or settled (2207, 2304).
struct Claim {
    VisitId visit;
    BillNumber bill;        ///< chrg_bchno; inpatient: "0", or the number of the mid-stay bill
    bool mid_stay = false;  ///< mid_setl_flag
    CareSetting care{};
    Person person;
    InsuranceType insurance_type;
    std::string med_type;
    Money total;                        ///< medfee_sumamt
    std::optional<ScopeSplit> claimed;  ///< the four scope totals as the sender states them
    bool use_account = true;            ///< acct_used_flag
    std::string settle_way;             ///< psn_setlway
    std::string invoice;                ///< invono
    bool emergency = false;
    QuoteId quote;    ///< Delta: the quote this settles
    Carried carried;  ///< exp_content's other members and unknown keys (the deposit among them)

    // Filled by the gateway from the visit and the stored lines before the claim goes out (visitors).
    ScopeSplit scope;
    std::vector<CategoryTotal> categories;
    std::vector<Diagnosis> diagnoses;
    std::string begin_time, end_time, institution_level;
};

/// The answer to a quote, a settlement or a cancel: who pays what.
struct SettledBill {
    SettlementId settlement;   ///< the answerer's setl_id; empty in a quote
    VisitId visit;             ///< the answerer's mdtrt_id
    MessageId medins_setl_id;  ///< the sender's msgid of that leg
    std::string settled_at;    ///< setl_time as answered; empty in a quote
    PaymentSplit split;
    std::vector<std::string>
        amounts_present;  ///< wire names of the amounts the answer carried (cancels leave some out)
    Person person;        ///< as answered
    InsuranceType insurance_type;
    std::string med_type;
    std::string balance;           ///< balc, decimal text
    std::string deductible;        ///< act_pay_dedc
    std::string pool_ratio;        ///< pool_prop_selfpay
    std::string clearing_type;     ///< clr_type
    std::string clearing_way;      ///< clr_way
    std::string clearing_agency;   ///< clr_optins
    QuoteId quote;                 ///< Delta quotes
    std::string quote_expires_at;  ///< Delta quotes, local time
    Carried carried;
    std::vector<TranslationNote> translations;  ///< of its codes on their way into the books; kept with the settlement
};

/// What quote_superseded says beside its code (SETTLEMENT §5): the desk may quote again and sees why.
struct NewQuote {
    PaymentSplit split;
    QuoteId quote;  ///< the quote it stands for; empty: quote again
};

struct CancelRequest {        // 2208, 2305
    SettlementId settlement;  ///< the original's id, ours towards the caller
    VisitId visit;
    std::string person_number;
    Carried carried;
};

struct ReverseRequest {          // 2601
    MessageId original_message;  ///< omsgid, of the caller's leg
    std::string original_infno;  ///< oinfno
    std::string person_number;
};

/// How the other side answered a reverse (SETTLEMENT §2, reversing).
enum class ReverseResult : std::uint8_t { reversed, fenced, day_closed, not_reversible };

/// How the other side answered a query.
struct QueryResult {
    enum class State : std::uint8_t { unknown, in_progress, booked, refused, reversed, cancelled };
    State state{};
    std::optional<SettledBill> bill;  ///< when booked or cancelled
    std::optional<Error> refusal;     ///< when refused
};

struct VisitQuery {  // 5201
    std::string person_number;
    std::string begin_time, end_time, med_type;
    VisitId visit;
};

struct SettlementQuery {  // 5203 (empty setl_id: by mdtrt_id), 5204
    std::string person_number;
    SettlementId settlement;
    VisitId visit;
    MessageId message;  ///< medins_setl_id: which of the visit's settlements; empty: the one that stands
};

}  // namespace clearing
