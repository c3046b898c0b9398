#include "gateway/services/settlement/wording.hpp"

#include "gateway/services/settlement/coded_fields.hpp"
#include "gateway/services/translation/fund_rows.hpp"
#include "gateway/services/translation/platform_vocabulary.hpp"
#include "gateway/services/translation/row_names.hpp"

#include <type_traits>

namespace clearing::settlement {

using translation::CodeKind;
using translation::Unmapped;
using translation::UnmappedPolicy;
using translation::Vocabulary;
using translation::vocabulary_of;

namespace {

/// A diagnosis is judged at the visit's begin, whenever its bill is settled (SETTLEMENT §5).
template <class Message>
Date date_of_diagnoses(const Message&, Date on) {
    return on;
}
Date date_of_diagnoses(const Claim& claim, Date on) {
    const auto begin = parse_local_time(claim.begin_time);
    return begin ? local_date(*begin) : on;
}

}  // namespace

Vocabulary Wording::from(Way way) const {
    return way == Way::into_books ? theirs_ : Vocabulary::national;
}
Vocabulary Wording::to(Way way) const {
    return way == Way::into_books ? Vocabulary::national : theirs_;
}

void Wording::note_unmapped(CodeKind kind, Way way, const TranslatedCode& code, const Error& error) {
    const bool held = error.code == ErrorCode::held_for_mapping;
    unmapped_.push_back({kind, from(way), to(way), code.code, code.name,
                         held ? UnmappedPolicy::hold : UnmappedPolicy::refuse, Money()});
}

void Wording::reword_code(CodeKind kind, std::string& code, const std::string& name, Way way, Strictness strictness,
                          Date on) {
    if (code.empty() || theirs_ == Vocabulary::national) return;
    auto translated = translator_.translate(kind, from(way), to(way), code, name, on);
    if (!translated && strictness == Strictness::request)
        return note_unmapped(kind, way, {code, name, code, name, {}, {}}, translated.error());
    if (!translated)
        translated =
            TranslatedCode{code, name, code, name, translator_.version(), std::string(translation::unmapped_row)};
    code = translated->code;
    TranslationNote note{std::string(name_of(kind)), std::string(name_of(from(way))), std::string(name_of(to(way))),
                         std::move(*translated)};
    append_notes(notes_, {std::move(note)});
}

/// A code that keeps its original beside it: what the sender wrote stays the original through every translation.
void Wording::reword_kept(CodeKind kind, TranslatedCode& code, Way way, Date on) {
    if (code.code.empty()) {
        code.code = code.original_code;
        code.name = code.original_name;
    }
    if (code.original_code.empty()) {
        code.original_code = code.code;
        code.original_name = code.name;
    }
    if (code.code.empty() || theirs_ == Vocabulary::national) return;
    if (way == Way::out_of_books && begins_in(code.map_row, kind, theirs_)) {
        // Many to one is never inverted: what came from this vocabulary goes back into it as it came.
        code.code = code.original_code;
        code.name = code.original_name;
        return;
    }
    auto translated = translator_.translate_onward(kind, from(way), to(way), code, on);
    if (!translated) return note_unmapped(kind, way, code, translated.error());
    code = std::move(*translated);
    TranslationNote note{std::string(name_of(kind)), std::string(name_of(from(way))), std::string(name_of(to(way))),
                         code};
    append_notes(notes_, {std::move(note)});
}

template <class Message>
void Wording::reword(Message& message, Way way, Strictness strictness, Date on) {
    each_code(message, [&](CodeKind kind, std::string& code, const std::string& name = {}) {
        reword_code(kind, code, name, way, strictness, on);
    });
    const Date diagnosed = date_of_diagnoses(message, on);
    each_translated(message, [&](CodeKind kind, TranslatedCode& code) { reword_kept(kind, code, way, diagnosed); });
}

template <class Request>
Result<Request> Wording::request_into_books(Request request, Date on) {
    reword(request, Way::into_books, Strictness::request, on);
    if (!unmapped_.empty()) return fail(translation::to_error(unmapped_));
    return request;
}

template <class Request>
Result<Request> Wording::request_out_of_books(Request request, Date on) {
    reword(request, Way::out_of_books, Strictness::request, on);
    if (!unmapped_.empty()) return fail(translation::to_error(unmapped_));
    return request;
}

template <class Answer>
Answer Wording::answer_into_books(Answer answer, Date on) {
    reword(answer, Way::into_books, Strictness::answer, on);
    if constexpr (std::is_same_v<Answer, SettledBill>) translation::sum_into_classes(answer, translator_);
    if constexpr (requires { answer.translations; }) append_notes(answer.translations, notes_);
    return answer;
}

template <class Answer>
Answer Wording::answer_out_of_books(Answer answer, Date on) {
    reword(answer, Way::out_of_books, Strictness::answer, on);
    return answer;
}

template Result<PersonRequest> Wording::request_into_books(PersonRequest, Date);
template Result<PersonRequest> Wording::request_out_of_books(PersonRequest, Date);
template Result<EntitlementRequest> Wording::request_into_books(EntitlementRequest, Date);
template Result<EntitlementRequest> Wording::request_out_of_books(EntitlementRequest, Date);
template Result<VisitRequest> Wording::request_into_books(VisitRequest, Date);
template Result<VisitRequest> Wording::request_out_of_books(VisitRequest, Date);
template Result<Claim> Wording::request_into_books(Claim, Date);
template Result<Claim> Wording::request_out_of_books(Claim, Date);
template PersonAnswer Wording::answer_into_books(PersonAnswer, Date);
template PersonAnswer Wording::answer_out_of_books(PersonAnswer, Date);
template SettledBill Wording::answer_into_books(SettledBill, Date);
template SettledBill Wording::answer_out_of_books(SettledBill, Date);
template CareKind Wording::answer_into_books(CareKind, Date);
template Visit Wording::answer_out_of_books(Visit, Date);
template CareKind Wording::answer_out_of_books(CareKind, Date);

Wording wording_of_asker(const World& world, const Call& call) {
    const bool bureau_asks = call.direction == Direction::visitor;
    return {*world.tables->translator,
            bureau_asks ? Vocabulary::local : vocabulary_of(world.other_sides, call.platform)};
}

Wording wording_of_answerer(const World& world, const PlatformName& platform, Direction direction) {
    const bool core_answers = direction == Direction::resident_away;
    return {*world.tables->translator, core_answers ? Vocabulary::local : vocabulary_of(world.other_sides, platform)};
}

awaitable<void> note_gaps(const World& world, PlatformName platform, std::vector<Unmapped> unmapped, Money amount) {
    if (unmapped.empty()) co_return;
    const Instant now = world.clock.now();
    std::vector<ports::CodeGap> gaps;
    for (const Unmapped& code : unmapped) {
        const Money concerned = code.amount.is_zero() ? amount : code.amount;
        gaps.push_back({platform, std::string(name_of(code.kind)), std::string(name_of(code.from)),
                        std::string(name_of(code.to)), code.code, code.name, std::string(name_of(code.policy)), 1,
                        concerned, now, now});
    }
    // What was answered stands whether or not it could be noted.
    auto noted = co_await world.code_gaps.note_gaps(std::move(gaps));
    static_cast<void>(noted);
}

awaitable<Error> with_gaps_noted(const World& world, PlatformName platform, std::vector<Unmapped> unmapped,
                                 Money amount, Error error) {
    co_await note_gaps(world, std::move(platform), std::move(unmapped), amount);
    co_return error;
}

}  // namespace clearing::settlement
