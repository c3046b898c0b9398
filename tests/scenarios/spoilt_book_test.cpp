// Shanghai's book is spoilt in every way it can be; Ningbo finds each line, over the wire's own bytes. Shanghai is the
// simulated partner, which shares no code with us but the protocol.
#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/narrowing_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "gateway/domain/difference_case.hpp"
#include "gateway/infra/system/openssl_digest.hpp"
#include "gateway/services/reconciliation/classify.hpp"
#include "sim-peers/book_faults.hpp"
#include "tests/support/digest_shelf.hpp"
#include "tests/support/event_loop.hpp"
#include "tests/unit/sim_peers/delta_calls.hpp"

#include <map>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

namespace wire = clearing::delta::v1;
namespace codec = clearing::yangtze_delta;
using ports::awaitable;

const std::string the_day = "2018-10-16";
const system::OpenSslDigest openssl;

/// Shanghai, asked as our client asks it: every question and every answer is bytes in between.
class ShanghaiView final : public ports::DayView {
public:
    explicit ShanghaiView(peers::delta::InsuredSide& shanghai) : shanghai_(shanghai) {}

    awaitable<Result<std::vector<ports::GroupDigest>>> groups(DayKey) override {
        wire::Envelope question;
        name_day(*question.mutable_day_groups_request());
        const wire::Envelope told = ask(question);
        codec::Reading reading;
        auto groups = codec::read(told.day_groups_answer(), reading);
        co_return checked(std::move(groups), reading);
    }
    awaitable<Result<std::vector<ports::RangeDigest>>> of(DayKey, ports::LineGroup group,
                                                          std::vector<ports::IdRange> ranges) override {
        wire::Envelope question;
        name_day(*question.mutable_day_ranges_request());
        codec::write(group, ranges, *question.mutable_day_ranges_request());
        const wire::Envelope told = ask(question);
        codec::Reading reading;
        auto digests = codec::read(told.day_ranges_answer(), ranges, reading);
        co_return checked(std::move(digests), reading);
    }
    awaitable<Result<ports::LinesPage>> lines(DayKey, ports::LinesAsked what) override {
        wire::Envelope question;
        name_day(*question.mutable_day_lines_request());
        codec::write(what, *question.mutable_day_lines_request());
        const wire::Envelope told = ask(question);
        codec::Reading reading;
        auto page = codec::read(told.day_lines_answer(), what, reading);
        co_return checked(std::move(page), reading);
    }
    awaitable<Result<std::vector<ports::LineState>>> states(DayKey, std::vector<SettlementKey> keys) override {
        wire::Envelope question;
        name_day(*question.mutable_day_keys_request());
        codec::write(keys, *question.mutable_day_keys_request());
        const wire::Envelope told = ask(question);
        codec::Reading reading;
        auto states = codec::read(told.day_keys_answer(), keys, reading);
        co_return checked(std::move(states), reading);
    }

private:
    template <class Body>
    static void name_day(Body& body) {
        body.set_treatment_division("330200");
        body.set_insured_division("310000");
        body.set_day(the_day);
    }
    wire::Envelope ask(wire::Envelope& question) {
        codec::Heading heading;
        heading.correlation = 1;
        heading.sender = DivisionCode("330200");
        heading.receiver = DivisionCode("310000");
        heading.message = MessageId("330200QUESTION");
        write(heading, question);
        wire::Envelope heard, told;
        BOOST_REQUIRE(heard.ParseFromString(codec::serialized(question)));
        BOOST_REQUIRE(codec::parse(shanghai_.answer(heard, false).SerializeAsString(), told).has_value());
        BOOST_REQUIRE_MESSAGE(!told.has_error(), told.error().text_en());
        return told;
    }
    template <class T>
    static Result<T> checked(T value, const codec::Reading& reading) {
        const auto verdict = reading.verdict();
        BOOST_REQUIRE_MESSAGE(verdict.has_value(), (verdict ? "" : sentence(verdict.error())));
        return value;
    }

    peers::delta::InsuredSide& shanghai_;
};

/// 120 outpatients of Shanghai in Ningbo; both sides booked the same.
struct TwoRegions {
    peers::testing::Data data;
    std::unique_ptr<peers::Centre> centre = data.centre("shanghai", "310000", "shanghai");
    peers::delta::InsuredSide shanghai{*centre, "330200"};
    peers::testing::DeltaCalls calls;
    ShelfDayDigests ours{openssl};
    ShanghaiView view{shanghai};
    test::EventLoop loop;

    TwoRegions() {
        for (int i = 0; i < 120; ++i) {
            const std::string id = "330200" + std::to_string(100'000 + i);
            calls.person = centre->people().by_key("310000-" + std::to_string(i % 20 + 1));
            shanghai.answer(calls.visit("V" + id), false);
            shanghai.answer(calls.settle(id, calls.bill("V" + id, 20'000 + i)), false);
        }
        for (const peers::Record* record : centre->book().lines("3302", "31", the_day)) {
            codec::Reading reading;
            DayLine line =
                codec::read(peers::delta::to_wire(*record), DivisionCode(record->treatment_division), reading);
            BOOST_REQUIRE(reading.verdict().has_value());
            ours.shelf.add(
                {line.key.treatment_division, DivisionCode(record->insured_division), line.insurance_type, line.sign},
                line);
        }
    }

    /// The settlement id of the line it struck.
    std::string strike(const std::string& fault) {
        std::map<std::string, bool> spoilt_before;
        for (const peers::Record& record : centre->book().records())
            spoilt_before[record.settlement_id] = record.spoilt;
        wire::DayCloseRequest close;
        close.set_treatment_division("330200");
        close.set_insured_division("310000");
        close.set_day(the_day);
        BOOST_REQUIRE(shanghai.spoil(fault, close));
        for (const peers::Record& record : centre->book().records())
            if (record.spoilt && !spoilt_before[record.settlement_id]) return record.settlement_id;
        return "";
    }

    std::map<std::string, std::string> found() {
        reconciliation::Narrower narrower(ours, view, openssl);
        const auto lines = loop.run(narrower.run({}));
        BOOST_REQUIRE(lines.has_value());
        std::vector<Difference> differences = reconciliation::classify(*lines, {});
        std::vector<SettlementKey> lost = reconciliation::missing(differences, DifferenceKind::missing_there);
        reconciliation::States states;
        if (!lost.empty()) {
            const auto told = loop.run(view.states({}, lost));
            for (const ports::LineState& state : told.value())
                states.emplace(state.key, state);
        }
        const ClearingDay day = ClearingDay::parse(the_day).value();
        differences = reconciliation::explained(std::move(differences), day, {}, states);
        std::map<std::string, std::vector<Difference>> by_line;
        for (Difference& difference : differences)
            by_line[difference.settlement.settlement.text].push_back(std::move(difference));
        std::map<std::string, std::string> kinds;
        for (const auto& [id, of_line] : by_line)
            kinds[id] = name_of(leading(of_line).kind);
        return kinds;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(spoilt_book, TwoRegions)

BOOST_AUTO_TEST_CASE(two_regions_that_booked_the_same_find_nothing) {
    long long lines = 0;  // of employees and of residents
    for (const ports::GroupDigest& group : ours.shelf.groups())
        lines += group.all.count;
    BOOST_TEST(lines == 120);
    BOOST_TEST(found().empty());
}

BOOST_AUTO_TEST_CASE(every_way_a_book_can_be_spoilt_is_found_and_called_by_its_name) {
    const std::map<std::string, std::string> kinds{{"missing_line", "missing_there"},
                                                   {"doubled_line", "duplicate"},
                                                   {"other_total", "total"},
                                                   {"other_component", "fund_component"},
                                                   {"other_account", "account"},
                                                   {"other_cash", "cash"},
                                                   {"other_state", "state"},
                                                   {"other_day", "day"},
                                                   {"reversed_line", "reversed_on_one_side"},
                                                   {"other_person", "person_or_visit"},
                                                   {"other_code", "code"},
                                                   {"split_law_broken", "split_law"}};
    std::map<std::string, std::string> wanted;
    for (const std::string& fault : peers::book_faults())
        wanted[strike(fault)] = kinds.at(fault);
    BOOST_TEST(wanted.size() == kinds.size());
    BOOST_TEST_MESSAGE("Shanghai's book is spoilt in " << wanted.size() << " lines of 120; Ningbo finds them:");
    for (const auto& [id, kind] : found())
        BOOST_TEST_MESSAGE("  " << id << " " << kind);
    BOOST_TEST((found() == wanted));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
