#include "tests/faults/kill_points.hpp"

namespace clearing::test {
namespace {

constexpr bool short_form = true;

// clang-format off
constexpr KillPoint points[] = {
    {Flow::visitor_delta, "door.9001.answer_kept>http.request.read"},
    {Flow::visitor_delta, "store.message.admit.before_commit"},
    {Flow::visitor_delta, "store.message.admit.after_commit"},
    {Flow::visitor_delta, "door.2207.admitted"},
    {Flow::visitor_delta, "door.2207.admitted>store.settlement.open.before_commit"},
    {Flow::visitor_delta, "door.2207.admitted>store.settlement.open.after_commit", short_form},
    {Flow::visitor_delta, "request.2207.about_to_be_sent"},
    {Flow::visitor_delta, "request.2207.about_to_be_sent>frame.request_queued"},
    {Flow::visitor_delta, "request.2207.about_to_be_sent>frame.about_to_be_written"},
    {Flow::visitor_delta, "request.2207.about_to_be_sent>frame.written", short_form},
    {Flow::visitor_delta, "request.2207.about_to_be_sent>frame.answer_read"},
    {Flow::visitor_delta, "request.2207.answer_read", short_form},
    {Flow::visitor_delta, "request.2207.answer_read>store.message.replied.before_commit"},
    {Flow::visitor_delta, "request.2207.answer_read>store.message.replied.after_commit"},
    {Flow::visitor_delta, "request.2207.answer_kept"},
    {Flow::visitor_delta, "request.2207.answer_read>store.settlement.apply.before_commit"},
    {Flow::visitor_delta, "request.2207.answer_read>store.settlement.apply.after_commit", short_form},
    {Flow::visitor_delta, "door.2207.answer_decided"},
    {Flow::visitor_delta, "door.2207.answer_kept"},
    {Flow::visitor_delta, "door.2207.answer_kept>http.answer.about_to_be_written"},
    {Flow::visitor_delta, "door.2207.answer_kept>http.answer.written"},
    {Flow::visitor_national, "store.message.admit.before_commit"},
    {Flow::visitor_national, "store.message.admit.after_commit"},
    {Flow::visitor_national, "door.2304.admitted"},
    {Flow::visitor_national, "door.2304.admitted>store.settlement.open.before_commit"},
    {Flow::visitor_national, "door.2304.admitted>store.settlement.open.after_commit"},
    {Flow::visitor_national, "request.2304.about_to_be_sent"},
    {Flow::visitor_national, "request.2304.about_to_be_sent>http.request.written", short_form},
    {Flow::visitor_national, "request.2304.answer_read"},
    {Flow::visitor_national, "request.2304.answer_read>store.message.replied.before_commit"},
    {Flow::visitor_national, "request.2304.answer_read>store.message.replied.after_commit"},
    {Flow::visitor_national, "request.2304.answer_kept"},
    {Flow::visitor_national, "request.2304.answer_read>store.settlement.apply.before_commit"},
    {Flow::visitor_national, "request.2304.answer_read>store.settlement.apply.after_commit", short_form},
    {Flow::visitor_national, "door.2304.answer_decided"},
    {Flow::visitor_national, "door.2304.answer_kept"},
    {Flow::visitor_national, "door.2304.answer_kept>http.answer.about_to_be_written"},
    {Flow::visitor_national, "door.2304.answer_kept>http.answer.written"},
    {Flow::resident_delta, "door.2206.answer_kept>frame.request_read"},
    {Flow::resident_delta, "door.2206.answer_kept>store.message.admit.before_commit"},
    {Flow::resident_delta, "door.2206.answer_kept>store.message.admit.after_commit"},
    {Flow::resident_delta, "door.2207.admitted"},
    {Flow::resident_delta, "door.2207.admitted>store.settlement.open.before_commit"},
    {Flow::resident_delta, "door.2207.admitted>store.settlement.open.after_commit"},
    {Flow::resident_delta, "request.2207.about_to_be_sent"},
    {Flow::resident_delta, "request.2207.about_to_be_sent>http.request.written"},
    {Flow::resident_delta, "request.2207.answer_read"},
    {Flow::resident_delta, "request.2207.answer_read>store.message.replied.before_commit"},
    {Flow::resident_delta, "request.2207.answer_read>store.message.replied.after_commit"},
    {Flow::resident_delta, "request.2207.answer_kept"},
    {Flow::resident_delta, "request.2207.answer_read>store.settlement.apply.before_commit", short_form},
    {Flow::resident_delta, "request.2207.answer_read>store.settlement.apply.after_commit"},
    {Flow::resident_delta, "door.2207.answer_decided"},
    {Flow::resident_delta, "door.2207.answer_kept"},
    {Flow::resident_delta, "door.2207.answer_kept>frame.answer_queued"},
    {Flow::resident_delta, "door.2207.answer_kept>frame.about_to_be_written", short_form},
    {Flow::resident_delta, "door.2207.answer_kept>frame.written"},
    {Flow::resident_national, "door.2303.answer_kept>store.message.admit.before_commit"},
    {Flow::resident_national, "door.2303.answer_kept>store.message.admit.after_commit"},
    {Flow::resident_national, "door.2304.admitted"},
    {Flow::resident_national, "door.2304.admitted>store.settlement.open.before_commit"},
    {Flow::resident_national, "door.2304.admitted>store.settlement.open.after_commit", short_form},
    {Flow::resident_national, "request.2304.about_to_be_sent"},
    {Flow::resident_national, "request.2304.about_to_be_sent>http.request.written"},
    {Flow::resident_national, "request.2304.answer_read"},
    {Flow::resident_national, "request.2304.answer_read>store.message.replied.before_commit"},
    {Flow::resident_national, "request.2304.answer_read>store.message.replied.after_commit"},
    {Flow::resident_national, "request.2304.answer_kept"},
    {Flow::resident_national, "request.2304.answer_read>store.settlement.apply.before_commit"},
    {Flow::resident_national, "request.2304.answer_read>store.settlement.apply.after_commit"},
    {Flow::resident_national, "door.2304.answer_decided"},
    {Flow::resident_national, "door.2304.answer_kept"},
    {Flow::resident_national, "door.2304.answer_kept>http.answer.about_to_be_written", short_form},
    {Flow::resident_national, "door.2304.answer_kept>http.answer.written"},
    {Flow::cancel_delta, "door.2208.admitted"},
    {Flow::cancel_delta, "door.2208.admitted>store.settlement.open.before_commit"},
    {Flow::cancel_delta, "door.2208.admitted>store.settlement.open.after_commit"},
    {Flow::cancel_delta, "door.2208.admitted>store.message.sending.before_commit"},
    {Flow::cancel_delta, "door.2208.admitted>store.message.sending.after_commit"},
    {Flow::cancel_delta, "request.2208.about_to_be_sent"},
    {Flow::cancel_delta, "request.2208.about_to_be_sent>frame.written", short_form},
    {Flow::cancel_delta, "request.2208.answer_read"},
    {Flow::cancel_delta, "request.2208.answer_read>store.settlement.apply.before_commit"},
    {Flow::cancel_delta, "request.2208.answer_read>store.settlement.apply.after_commit", short_form},
    {Flow::cancel_delta, "door.2208.answer_decided"},
    {Flow::cancel_delta, "door.2208.answer_decided>store.message.answered.before_commit"},
    {Flow::cancel_delta, "door.2208.answer_decided>store.message.answered.after_commit"},
    {Flow::cancel_delta, "door.2208.answer_kept"},
    {Flow::cancel_national, "door.2305.admitted"},
    {Flow::cancel_national, "door.2305.admitted>store.settlement.open.before_commit"},
    {Flow::cancel_national, "door.2305.admitted>store.settlement.open.after_commit"},
    {Flow::cancel_national, "door.2305.admitted>store.message.sending.before_commit"},
    {Flow::cancel_national, "door.2305.admitted>store.message.sending.after_commit"},
    {Flow::cancel_national, "request.2305.about_to_be_sent"},
    {Flow::cancel_national, "request.2305.about_to_be_sent>http.request.written", short_form},
    {Flow::cancel_national, "request.2305.answer_read"},
    {Flow::cancel_national, "request.2305.answer_kept"},
    {Flow::cancel_national, "request.2305.answer_read>store.settlement.apply.before_commit"},
    {Flow::cancel_national, "request.2305.answer_read>store.settlement.apply.after_commit"},
    {Flow::cancel_national, "door.2305.answer_decided"},
    {Flow::cancel_national, "door.2305.answer_decided>store.message.answered.before_commit"},
    {Flow::cancel_national, "door.2305.answer_decided>store.message.answered.after_commit"},
    {Flow::cancel_national, "door.2305.answer_kept"},
    {Flow::reverse_delta, "door.2601.admitted"},
    {Flow::reverse_delta, "door.2601.admitted>store.settlement.apply.before_commit"},
    {Flow::reverse_delta, "door.2601.admitted>store.settlement.apply.after_commit"},
    {Flow::reverse_delta, "door.2601.admitted>store.message.sending.before_commit"},
    {Flow::reverse_delta, "door.2601.admitted>store.message.sending.after_commit"},
    {Flow::reverse_delta, "request.2207.about_to_be_sent"},
    {Flow::reverse_delta, "request.2207.about_to_be_sent>frame.written", short_form},
    {Flow::reverse_delta, "request.2207.answer_read", short_form},
    {Flow::reverse_delta, "request.2207.answer_read>store.settlement.apply.before_commit"},
    {Flow::reverse_delta, "request.2207.answer_read>store.settlement.apply.after_commit"},
    {Flow::reverse_delta, "door.2601.answer_decided>store.message.answered.before_commit"},
    {Flow::reverse_delta, "door.2601.answer_decided>store.message.answered.after_commit"},
    {Flow::reverse_delta, "door.2601.answer_kept"},
    {Flow::reverse_national, "door.2601.admitted"},
    {Flow::reverse_national, "door.2601.admitted>store.settlement.apply.before_commit"},
    {Flow::reverse_national, "door.2601.admitted>store.settlement.apply.after_commit"},
    {Flow::reverse_national, "door.2601.admitted>store.message.sending.before_commit"},
    {Flow::reverse_national, "door.2601.admitted>store.message.sending.after_commit"},
    {Flow::reverse_national, "request.2601.about_to_be_sent"},
    {Flow::reverse_national, "request.2601.about_to_be_sent>http.request.written"},
    {Flow::reverse_national, "request.2601.answer_read"},
    {Flow::reverse_national, "request.2601.answer_kept"},
    {Flow::reverse_national, "request.2601.answer_read>store.settlement.apply.before_commit"},
    {Flow::reverse_national, "request.2601.answer_read>store.settlement.apply.after_commit"},
    {Flow::reverse_national, "door.2601.answer_decided>store.message.answered.before_commit"},
    {Flow::reverse_national, "door.2601.answer_decided>store.message.answered.after_commit"},
    {Flow::reverse_national, "door.2601.answer_kept"},
    {Flow::doubt_delta, "door.2207.answer_kept>store.doubt.take.before_commit"},
    {Flow::doubt_delta, "door.2207.answer_kept>store.doubt.take.after_commit"},
    {Flow::doubt_delta, "door.2207.answer_kept>request.2207.about_to_be_sent"},
    {Flow::doubt_delta, "door.2207.answer_kept>request.2207.about_to_be_sent>frame.written"},
    {Flow::doubt_delta, "door.2207.answer_kept>request.2207.answer_read", short_form},
    {Flow::doubt_delta, "door.2207.answer_kept>request.2207.answer_read>store.settlement.apply.before_commit"},
    {Flow::doubt_delta, "door.2207.answer_kept>request.2207.answer_read>store.settlement.apply.after_commit"},
    {Flow::doubt_delta, "door.2207.answer_kept>request.2207.answer_read>store.doubt.asked.before_commit"},
    {Flow::doubt_delta, "door.2207.answer_kept>request.2207.answer_read>store.doubt.asked.after_commit"},
    {Flow::doubt_national, "door.2304.answer_kept>store.doubt.take.before_commit"},
    {Flow::doubt_national, "door.2304.answer_kept>store.doubt.take.after_commit"},
    {Flow::doubt_national, "door.2304.answer_kept>request.5203.about_to_be_sent"},
    {Flow::doubt_national, "door.2304.answer_kept>request.5203.about_to_be_sent>http.request.written"},
    {Flow::doubt_national, "door.2304.answer_kept>request.5203.answer_read", short_form},
    {Flow::doubt_national, "door.2304.answer_kept>request.5203.answer_read>store.settlement.apply.before_commit"},
    {Flow::doubt_national, "door.2304.answer_kept>request.5203.answer_read>store.settlement.apply.after_commit"},
    {Flow::doubt_national, "door.2304.answer_kept>request.5203.answer_read>store.doubt.asked.before_commit"},
    {Flow::doubt_national, "door.2304.answer_kept>request.5203.answer_read>store.doubt.asked.after_commit"},
    {Flow::fees_delta, "door.2207.answer_kept>store.outbox.take.before_commit"},
    {Flow::fees_delta, "door.2207.answer_kept>store.outbox.take.after_commit"},
    {Flow::fees_delta, "request.2204.about_to_be_sent"},
    {Flow::fees_delta, "request.2204.about_to_be_sent>frame.written"},
    {Flow::fees_delta, "request.2204.answer_read"},
    {Flow::fees_delta, "request.2204.answer_read>store.outbox.done.before_commit", short_form},
    {Flow::fees_delta, "request.2204.answer_read>store.outbox.done.after_commit"},
    {Flow::adjust_delta, "store.adjustment.post.before_commit"},
    {Flow::adjust_delta, "store.adjustment.post.after_commit"},
    {Flow::adjust_delta, "store.adjustment.post.after_commit>store.offer.take.before_commit"},
    {Flow::adjust_delta, "store.adjustment.post.after_commit>store.offer.take.after_commit"},
    {Flow::adjust_delta, "request.adjustment.about_to_be_sent"},
    {Flow::adjust_delta, "request.adjustment.about_to_be_sent>frame.written", short_form},
    {Flow::adjust_delta, "request.adjustment.answer_read"},
    {Flow::adjust_delta, "request.adjustment.answer_read>store.offer.accepted.before_commit", short_form},
    {Flow::adjust_delta, "request.adjustment.answer_read>store.offer.accepted.after_commit"},
    {Flow::close_delta, "store.day.switch.before_commit"},
    {Flow::close_delta, "store.day.switch.after_commit"},
    {Flow::close_delta, "request.day_close.about_to_be_sent"},
    {Flow::close_delta, "request.day_close.about_to_be_sent>frame.written"},
    {Flow::close_delta, "request.day_close.answer_read", short_form},
    {Flow::close_delta, "request.day_close.answer_kept"},
    {Flow::close_delta, "store.day.keep_differences.before_commit"},
    {Flow::close_delta, "store.day.keep_differences.after_commit"},
    {Flow::close_delta, "store.day.content.before_commit"},
    {Flow::close_delta, "store.day.content.after_commit"},
    {Flow::close_delta, "request.statement.about_to_be_sent"},
    {Flow::close_delta, "request.statement.about_to_be_sent>frame.written"},
    {Flow::close_delta, "request.statement.answer_read"},
    {Flow::close_delta, "store.day.agree.before_commit"},
    {Flow::close_delta, "store.day.agree.after_commit"},
    {Flow::close_national, "store.day.switch.before_commit"},
    {Flow::close_national, "store.day.switch.after_commit", short_form},
    {Flow::close_national, "request.3201.about_to_be_sent"},
    {Flow::close_national, "request.3201.about_to_be_sent>http.request.written"},
    {Flow::close_national, "request.3201.answer_read"},
    {Flow::close_national, "request.3201.answer_kept"},
    {Flow::close_national, "store.day.agree.before_commit"},
    {Flow::close_national, "store.day.agree.after_commit"},
    {Flow::close_shanghais, "door.day_close_request.admitted"},
    {Flow::close_shanghais, "store.day.keep_partner_close.before_commit"},
    {Flow::close_shanghais, "store.day.keep_partner_close.after_commit"},
    {Flow::close_shanghais, "door.day_close_request.answer_decided"},
    {Flow::close_shanghais, "door.day_close_request.answer_kept"},
    {Flow::close_shanghais, "door.statement_request.admitted"},
    {Flow::close_shanghais, "store.day.agree.before_commit"},
    {Flow::close_shanghais, "store.day.agree.after_commit"},
    {Flow::close_shanghais, "door.statement_request.answer_kept"},
    {Flow::close_shanghais, "door.statement_request.answer_kept>frame.written"},
    {Flow::schedule_delta, "store.task.take.before_commit"},
    {Flow::schedule_delta, "store.task.take.after_commit"},
    {Flow::schedule_delta, "store.day.switch.before_commit"},
    {Flow::schedule_delta, "store.day.switch.after_commit", short_form},
    {Flow::schedule_delta, "store.day.switch.after_commit>store.task.note.before_commit"},
    {Flow::schedule_delta, "store.day.switch.after_commit>store.task.note.after_commit"},
    {Flow::schedule_delta, "store.day.content.before_commit"},
    {Flow::schedule_delta, "store.day.content.after_commit"},
    {Flow::schedule_delta, "request.day_close.about_to_be_sent"},
    {Flow::schedule_delta, "request.day_close.answer_read", short_form},
    {Flow::schedule_delta, "store.day.keep_differences.before_commit"},
    {Flow::schedule_delta, "store.day.keep_differences.after_commit"},
    {Flow::schedule_delta, "request.statement.about_to_be_sent"},
    {Flow::schedule_delta, "request.statement.answer_read"},
    {Flow::schedule_delta, "store.day.agree.before_commit"},
    {Flow::schedule_delta, "store.day.agree.after_commit"},
    {Flow::schedule_delta, "store.day.agree.after_commit>store.task.note.before_commit", short_form},
    {Flow::schedule_delta, "store.day.agree.after_commit>store.task.note.after_commit"},
};
// clang-format on

}  // namespace

std::span<const KillPoint> kill_points() {
    return points;
}

const char* name_of(Flow flow) {
    switch (flow) {
        case Flow::visitor_delta:
            return "visitor_delta";
        case Flow::visitor_national:
            return "visitor_national";
        case Flow::resident_delta:
            return "resident_delta";
        case Flow::resident_national:
            return "resident_national";
        case Flow::cancel_delta:
            return "cancel_delta";
        case Flow::cancel_national:
            return "cancel_national";
        case Flow::reverse_delta:
            return "reverse_delta";
        case Flow::reverse_national:
            return "reverse_national";
        case Flow::doubt_delta:
            return "doubt_delta";
        case Flow::doubt_national:
            return "doubt_national";
        case Flow::fees_delta:
            return "fees_delta";
        case Flow::adjust_delta:
            return "adjust_delta";
        case Flow::close_delta:
            return "close_delta";
        case Flow::close_national:
            return "close_national";
        case Flow::close_shanghais:
            return "close_shanghais";
        case Flow::schedule_delta:
            return "schedule_delta";
    }
    return "";
}

}  // namespace clearing::test
