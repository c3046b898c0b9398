#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What travels between the parties of a run, as plain values: neither the gateway's types nor its adapters', so that
/// peers and auditor are witnesses of their own. Amounts in fen.
namespace clearing::simulation {

enum class Party : std::uint8_t { hospital, gateway_one, gateway_two, shanghai, hub, core };
std::string_view name_of(Party party);

struct Amounts {
    std::int64_t total = 0;
    std::array<std::int64_t, 8> funds{};  ///< hifp cvlserv hifes hifmi hifob maf hifdm oth
    std::int64_t fund = 0;
    std::int64_t account = 0, mutual_aid = 0, cash = 0, person = 0, hospital = 0;
    std::array<std::int64_t, 4> scope{};  ///< full self-pay, over the limit, first self-pay, in scope

    bool operator==(const Amounts&) const = default;
    Amounts& operator+=(const Amounts& other);
    Amounts negated() const;
};

/// A line of a clearing day.
struct Row {
    std::string settlement;
    int sign = 1;
    std::string insurance;
    bool inpatient = false;
    Amounts amounts;
    std::string original;
    std::string day;

    bool operator==(const Row&) const = default;
};

/// A cell of a day: (insurance, care) with counts and sums.
struct Cell {
    std::string insurance;
    bool inpatient = false;
    long long settlements = 0, cancels = 0;
    Amounts sums;

    bool operator==(const Cell&) const = default;
};
std::vector<Cell> cells_of(const std::vector<Row>& rows);
/// SHA-256 as delta.proto, DayCloseRequest, defines it.
std::string root_of(const std::string& treatment_division, std::vector<Row> rows);

/// A component of a statement: 0…7 the funds, 8 account without mutual aid, 9 mutual aid.
struct ClearedCell {
    std::string insurance;
    bool inpatient = false;
    int component = 0;
    std::int64_t fen = 0;

    auto operator<=>(const ClearedCell&) const = default;
};
constexpr int component_count = 10;
std::int64_t component_of(const Amounts& amounts, int component);
/// Ascending, without zeros. Every component clears (the agreement rows of the runs' dates).
std::vector<ClearedCell> cleared_cells_of(const std::vector<Row>& rows);

struct FeeRow {
    std::string line;
    std::int64_t fen = 0;
};

enum class AdjustedBy : std::uint8_t { deduction, deduction_withdrawn, dispute_lost, dispute_won };
std::string_view name_of(AdjustedBy reason);
/// What a settlement clears, changed after its booking; told by the side that treated.
struct AdjustmentRow {
    std::string settlement;  ///< key
    AdjustedBy reason{};
    bool is_suspended = false;  ///< nobody bears it yet; else the hospital does
    std::string origin;
    std::map<int, std::int64_t> fen;  ///< by component, each above nothing; the reason says which way

    bool operator==(const AdjustmentRow&) const = default;
};

enum class Ask : std::uint8_t {
    person,
    open_visit,
    upload,
    quote,
    settle,
    cancel,
    reverse,
    query,  ///< of a message or key: no effect
    view,   ///< 5203
    fees,
    close_day,
    day_rows,
    line_states,  ///< of lines of a day, by key
    statement,
    adjust,
    withdraw,  ///< uploaded lines that nobody has settled
    charges,   ///< 5204
};
std::string_view name_of(Ask ask);

struct Question {
    Ask ask{};
    std::string message;  ///< msgid of this question
    std::string institution, treatment_division, insured_division;
    bool inpatient = false;
    std::string insurance;
    std::string person;
    std::string visit;        ///< as the answerer knows it
    std::string asker_visit;  ///< as the asker knows it
    std::string bill;
    std::int64_t total = 0;
    std::array<std::int64_t, 4> scope{};
    std::string quote;
    std::string settlement;        ///< Delta: the key of this settlement or cancel; elsewhere of a cancel or view: of
                                   ///< the settlement it is about
    std::string original_message;  ///< reverse, query, cancel
    std::string original_settlement;  ///< cancel on Delta: the original's key
    std::string day;
    std::vector<FeeRow> lines;
    std::int64_t time_left = 0;  ///< of the asker, when it was sent

    // of a day
    bool visitors = true;  ///< direction, seen from the gateway
    std::vector<Row> rows;
    std::vector<Cell> cells;
    std::string root;
    std::vector<std::string> carried, late, disputed;
    std::vector<std::string> lines_asked;
    std::vector<ClearedCell> cleared;
    std::string formula;
    std::optional<std::vector<ClearedCell>> adjustments;  ///< of the day; none: they do not travel
    std::optional<AdjustmentRow> adjustment;
};

/// SETTLEMENT §5: what the asker may do next.
enum class Verdict : std::uint8_t { yes, refused, unavailable, in_doubt };
std::string_view name_of(Verdict verdict);
enum class Known : std::uint8_t { unknown, in_progress, booked, refused, reversed, cancelled };
enum class Undone : std::uint8_t { reversed, fenced, day_closed, not_reversible };

/// What a side knows of a line it was asked about.
struct LineTold {
    Known known{};
    std::string insured_division;
    std::optional<Row> row;  ///< when booked or cancelled
};

struct Answer {
    Verdict verdict{};
    int code = 0;               ///< 1203 of GW1203; 0 of a yes
    std::string about;          ///< of a no: the settlement it is about
    std::string visit;          ///< the answerer's
    std::string settlement;     ///< the answerer's
    std::string settled_at;     ///< "2018-10-16 23:59:58"
    std::string asker_message;  ///< medins_setl_id: the sender's message of that settlement
    std::string quote, quote_expires_at;
    Amounts amounts;
    Known known{};
    Undone undone{};
    std::vector<std::string> filings;
    std::vector<FeeRow> unsettled;  ///< charges: the lines of the visit that no settlement has

    // of a day
    bool equal = false;
    std::vector<Row> rows;
    std::vector<Cell> cells;
    std::string root;
    std::vector<std::string> disputed;
    std::map<std::string, LineTold> lines;  ///< as asked
    std::optional<std::vector<ClearedCell>> adjustments;
    std::string stands_on;  ///< an adjustment: its day
    // of the hub's rows
    std::vector<std::string> not_yet;             ///< asked about, and not matched with the far side yet
    std::map<std::string, std::string> messages;  ///< of rows nobody asked about: the sender's message
};

using QuestionPtr = std::shared_ptr<const Question>;
using AnswerPtr = std::shared_ptr<const Answer>;

inline Answer no(Verdict verdict, int code, std::string about = {}) {
    Answer answer;
    answer.verdict = verdict;
    answer.code = code;
    answer.about = std::move(about);
    return answer;
}

}  // namespace clearing::simulation
