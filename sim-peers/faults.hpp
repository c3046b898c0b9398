#pragma once

#include "sim-peers/json.hpp"

#include <expected>
#include <list>
#include <optional>
#include <string>
#include <vector>

namespace clearing::peers {

/// One named fault of one role.
///   refuse_connection   the port is closed; with a count, so many connections are accepted and closed at once
///   stall               the request is read, nothing is done, nothing is answered
///   unavailable         GW2004 before anything is done
///   unbalanced_amounts  quotes and settlements answer (and book) 2.00 yuan too little cash
///   drop_reply          done and booked, never answered: the connection closes
///   slow_reply          done and booked, answered after `ms`
///   close_mid_reply     done and booked, half of the answer, then the connection closes
///   corrupt_reply       done and booked, the answer's bytes are garbage
///   duplicate_reply     done and booked, the answer is sent twice
///   insists_on_sign_in  the hub refuses, in a real platform's words, what has no sign_no of today
/// Those of book_faults.hpp (missing_line …) spoil one line of the day each, when a close of it comes.
/// How the hub sees a line in 3201 and 3202, as long as the fault is on; `on` names lines by msgid or setl_id:
///   line_not_yet        it has not matched the line with the far side yet
///   line_failed         the far side failed it
///   line_amount_differs one yuan more in total and fund
///   line_lost           the hub does not have it
///   line_only_there     beside it one more that only the hub has
///   line_other_cell     beside it one more that only the hub has, of insutype 340 and clr_type 41
struct Fault {
    std::string role, name;
    int count = -1;               ///< the next so many requests; negative: until it is switched off
    int ms = 1000;                ///< slow_reply
    std::vector<std::string> on;  ///< only these transactions (2207, settle, …); empty: every one
};

/// What is switched on, for all roles: shanghai, hub, guiyang, beijing, bureau-core.
class Faults {
public:
    static const std::vector<std::string>& names();

    /// Error: unknown fault name.
    std::expected<void, std::string> add(const Json& json);
    /// Switches off by role and name; an empty one means all.
    void remove(const std::string& role, const std::string& name);

    /// Uses up one count of the fault when it is on for this request.
    std::optional<Fault> take(const std::string& role, const std::string& name, const std::string& transaction);
    /// Is it on, without using it up?
    std::optional<Fault> look(const std::string& role, const std::string& name) const;
    /// Is it on for one of these, without using it up?
    bool is_on(const std::string& role, const std::string& name, const std::vector<std::string>& what) const;

    Json to_json() const;

private:
    std::list<Fault> active_;
};

/// How the bytes of an answer are spoilt, decided after the work was done.
enum class ReplyFault { none, drop, close_mid, corrupt, duplicate };

/// What the faults make of one answer.
struct ReplyPlan {
    ReplyFault fault = ReplyFault::none;
    int delay_ms = 0;
};
ReplyPlan plan_reply(Faults& faults, const std::string& role, const std::string& transaction);

}  // namespace clearing::peers
