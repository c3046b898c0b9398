#include "gateway/infra/async/admission_line.hpp"

#include <algorithm>
#include <set>

#include <boost/test/unit_test.hpp>

using namespace clearing::async;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

using Ticket = AdmissionLine::Ticket;

/// Eight places of which seven are for ordinary work, and a time that only the test moves.
struct Hall {
    AdmissionLimits limits = eight_places();
    AdmissionLine line{limits};
    AdmissionLine::TimePoint now{1h};
    std::vector<Ticket> inside;  ///< in the order of entering

    static AdmissionLimits eight_places() {
        AdmissionLimits limits;
        limits.in_progress = 8;
        limits.waiting_per_peer = 4'000;
        limits.waiting_per_caller = 2'000;
        limits.longest_wait = 1h;
        limits.of_a_peer = {8, 0, 0};
        return limits;
    }

    explicit Hall(AdmissionLimits its_limits = eight_places()) : limits(std::move(its_limits)) {}

    std::expected<AdmissionLine::Verdict, Busy> arrive(const std::string& peer, const std::string& caller,
                                                       Work work = Work::ordinary, milliseconds time = 10h) {
        auto verdict = line.arrive({peer, caller, work, now + time}, now);
        if (verdict && verdict->enters) inside.push_back(verdict->ticket);
        return verdict;
    }
    Ticket ticket_of(const std::string& peer, const std::string& caller, Work work = Work::ordinary) {
        return arrive(peer, caller, work).value().ticket;
    }
    void fill(std::size_t count, const std::string& peer, const std::string& caller, Work work = Work::ordinary) {
        for (std::size_t i = 0; i < count; ++i)
            arrive(peer, caller, work).value();
    }
    /// The one that is longest inside is done.
    std::vector<Ticket> one_leaves() {
        const Ticket ticket = inside.front();
        inside.erase(inside.begin());
        auto entered = line.leave(ticket, now);
        inside.insert(inside.end(), entered.begin(), entered.end());
        return entered;
    }
    bool is_inside(Ticket ticket) const { return std::ranges::find(inside, ticket) != inside.end(); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(admission_line)

BOOST_AUTO_TEST_CASE(a_caller_with_a_thousand_waiting_does_not_delay_one_who_has_one) {
    Hall hall;
    hall.fill(1'007, "bureau", "big");
    BOOST_TEST(hall.line.counts().in_progress == 7u);
    BOOST_TEST(hall.line.counts().waiting == 1'000u);
    const Ticket small = hall.ticket_of("bureau", "small");
    BOOST_TEST(!hall.is_inside(small));
    hall.one_leaves();
    hall.one_leaves();
    BOOST_TEST(hall.is_inside(small));
}

BOOST_AUTO_TEST_CASE(peers_take_turns_whatever_the_number_of_their_callers) {
    Hall hall;
    hall.fill(7, "bureau", "0");
    for (int hospital = 0; hospital < 50; ++hospital)
        hall.fill(4, "bureau", std::to_string(hospital));
    std::set<Ticket> of_shanghai;
    for (int i = 0; i < 10; ++i)
        of_shanghai.insert(hall.ticket_of("shanghai", "H1"));
    int entered_of_shanghai = 0;
    for (int i = 0; i < 20; ++i)
        for (const Ticket ticket : hall.one_leaves())
            entered_of_shanghai += of_shanghai.contains(ticket);
    BOOST_TEST(entered_of_shanghai == 10);
}

BOOST_AUTO_TEST_CASE(one_callers_requests_keep_their_order) {
    Hall hall;
    hall.fill(7, "bureau", "a");
    std::vector<Ticket> waiting, entered;
    for (int i = 0; i < 5; ++i)
        waiting.push_back(hall.ticket_of("bureau", "a"));
    for (int i = 0; i < 5; ++i)
        for (const Ticket ticket : hall.one_leaves())
            entered.push_back(ticket);
    BOOST_TEST(waiting == entered, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_shrinks_doubt_has_a_place_kept_and_goes_first) {
    Hall hall;
    hall.fill(1'000, "bureau", "a");
    BOOST_TEST(hall.arrive("bureau", "a", Work::shrinks_doubt).value().enters);
    const Ticket second = hall.ticket_of("bureau", "a", Work::shrinks_doubt);
    BOOST_TEST(!hall.is_inside(second));
    hall.one_leaves();
    BOOST_TEST(hall.is_inside(second));
}

BOOST_AUTO_TEST_CASE(a_flood_of_queries_takes_half_of_the_places_and_no_more) {
    Hall hall;
    hall.fill(100, "bureau", "a", Work::shrinks_doubt);
    BOOST_TEST(hall.line.counts().in_progress == 4u);
    hall.fill(100, "bureau", "a");
    BOOST_TEST(hall.line.counts().in_progress == 8u);
    for (int i = 0; i < 40; ++i)
        hall.one_leaves();
    // As many of each have entered: neither class starves the other.
    BOOST_TEST(hall.line.counts().in_progress == 8u);
    BOOST_TEST(hall.line.counts().waiting == 200u - 8u - 40u);
}

BOOST_AUTO_TEST_CASE(a_peer_at_its_limit_waits_and_another_passes) {
    AdmissionLimits limits = Hall::eight_places();
    limits.of_peers["bureau"] = {3, 0, 0};
    Hall hall(limits);
    hall.fill(10, "bureau", "a");
    BOOST_TEST(hall.line.counts().in_progress == 2u);  // and one for what shrinks doubt
    BOOST_TEST(hall.arrive("shanghai", "H1").value().enters);
    BOOST_TEST(hall.arrive("bureau", "a", Work::shrinks_doubt).value().enters);
    BOOST_TEST(!hall.arrive("bureau", "a", Work::shrinks_doubt).value().enters);
}

BOOST_AUTO_TEST_CASE(a_full_queue_is_busy_for_its_own_caller_only) {
    AdmissionLimits limits = Hall::eight_places();
    limits.waiting_per_caller = 3;
    limits.waiting_per_peer = 5;
    Hall hall(limits);
    hall.fill(7 + 3, "bureau", "a");
    const auto refused = hall.arrive("bureau", "a");
    BOOST_TEST_REQUIRE(!refused.has_value());
    BOOST_CHECK(refused.error().reason == Busy::Reason::queue_is_full);
    BOOST_CHECK(refused.error().retry_after >= 50ms && refused.error().retry_after <= 12'500ms);
    hall.fill(2, "bureau", "b");
    BOOST_TEST(!hall.arrive("bureau", "c").has_value(), "the peer's own bound");
    BOOST_TEST(hall.arrive("shanghai", "H1").has_value());
    BOOST_TEST(hall.arrive("bureau", "a", Work::shrinks_doubt).has_value());
    BOOST_TEST(hall.line.counts().waiting == 6u);
    hall.one_leaves();
    hall.one_leaves();
    BOOST_TEST(hall.arrive("bureau", "a").has_value(), "room again");
}

BOOST_AUTO_TEST_CASE(the_time_to_come_again_follows_the_pace_of_completion) {
    for (const auto& [pace, least, most] : {std::tuple{100ms, 900ms, 1'500ms}, std::tuple{10ms, 90ms, 150ms}}) {
        AdmissionLimits limits = Hall::eight_places();
        limits.waiting_per_caller = 70;
        Hall hall(limits);
        hall.fill(77, "bureau", "a");
        for (int i = 0; i < 200; ++i) {
            if (i % 7 == 0) hall.now += pace;
            hall.one_leaves();
            hall.arrive("bureau", "a");
        }
        const auto refused = hall.arrive("bureau", "a");
        BOOST_TEST_REQUIRE(!refused.has_value());
        // 70 ahead, seven at a time: ten times the work, and a quarter of spread.
        BOOST_TEST(refused.error().retry_after.count() >= least.count());
        BOOST_TEST(refused.error().retry_after.count() <= most.count());
    }
}

BOOST_AUTO_TEST_CASE(whose_turn_would_come_too_late_is_told_at_once) {
    Hall hall;
    hall.fill(7, "bureau", "a");
    hall.now += 100ms;
    for (int i = 0; i < 7; ++i) {
        hall.arrive("bureau", "a").value();
        hall.one_leaves();
    }
    hall.fill(70, "bureau", "a");
    const auto hurried = hall.arrive("bureau", "a", Work::ordinary, 200ms);
    BOOST_TEST_REQUIRE(!hurried.has_value());
    BOOST_CHECK(hurried.error().reason == Busy::Reason::too_little_time);
    BOOST_TEST(!hall.arrive("bureau", "a", Work::ordinary, -1ms).has_value());
    const auto patient = hall.arrive("bureau", "a", Work::ordinary, 10s);
    BOOST_TEST_REQUIRE(patient.has_value());
    BOOST_CHECK(patient->give_up_at == hall.now + 5s);
}

BOOST_AUTO_TEST_CASE(whoever_gives_up_leaves_no_gap_and_gets_a_time) {
    Hall hall;
    hall.fill(7, "bureau", "a");
    const Ticket first = hall.ticket_of("bureau", "b"), second = hall.ticket_of("bureau", "b");
    const Busy busy = hall.line.give_up(first);
    BOOST_CHECK(busy.reason == Busy::Reason::waited_too_long);
    BOOST_CHECK(busy.retry_after >= 50ms);
    BOOST_TEST(hall.one_leaves() == std::vector{second}, boost::test_tools::per_element());
    BOOST_TEST(hall.line.counts().waiting == 0u);
    BOOST_TEST(hall.one_leaves().empty());
}

BOOST_AUTO_TEST_CASE(leaving_twice_or_without_a_place_changes_nothing) {
    Hall hall;
    hall.fill(8, "bureau", "a");
    const Ticket ticket = hall.inside.front();
    BOOST_TEST(hall.one_leaves().size() == 1u);
    BOOST_TEST(hall.line.leave(ticket, hall.now).empty());
    BOOST_TEST(hall.line.leave(99'999, hall.now).empty());
    BOOST_TEST(hall.line.counts().in_progress == 7u);
}

BOOST_AUTO_TEST_CASE(a_bucket_gives_its_burst_and_then_its_rate_and_keeps_an_eighth_for_doubt) {
    AdmissionLimits limits = Hall::eight_places();
    limits.of_a_peer = {8, 100, 80};
    Hall hall(limits);
    const auto count = [&](Work work) {
        int let_in = 0;
        while (!hall.line.came("bureau", work, hall.now))
            ++let_in;
        return let_in;
    };
    BOOST_TEST(count(Work::ordinary) == 70);
    const auto busy = hall.line.came("bureau", Work::ordinary, hall.now);
    BOOST_CHECK(busy->reason == Busy::Reason::too_many_a_second);
    BOOST_TEST(!hall.line.is_flooding("bureau", hall.now));
    BOOST_TEST(count(Work::shrinks_doubt) == 10);
    BOOST_TEST(hall.line.is_flooding("bureau", hall.now).has_value());
    BOOST_TEST(!hall.line.came("shanghai", Work::ordinary, hall.now), "another peer has a bucket of its own");
    hall.now += 1h;
    BOOST_TEST(count(Work::shrinks_doubt) == 80);
    hall.now += 200ms;
    BOOST_TEST(count(Work::shrinks_doubt) == 20);
}

/// Callers who come at a fixed pace, work of a fixed length, and those who wait too long give up.
struct Rush {
    struct Stream {
        std::string peer, caller;
        milliseconds pace;
        milliseconds next{};
        int accepted = 0, refused = 0;
        milliseconds longest_wait{};
    };
    struct Waiting {
        std::size_t stream;
        milliseconds since;
        AdmissionLine::TimePoint give_up_at;
    };

    AdmissionLine line;
    std::vector<Stream> streams{};
    milliseconds work{100};
    milliseconds time{0};
    std::map<Ticket, Waiting> waiting{};
    std::multimap<milliseconds, Ticket> ends{};

    AdmissionLine::TimePoint now() const { return AdmissionLine::TimePoint(1h + time); }

    void begin(std::size_t stream, Ticket ticket, milliseconds since) {
        Stream& of = streams[stream];
        ++of.accepted;
        of.longest_wait = std::max(of.longest_wait, time - since);
        ends.emplace(time + work, ticket);
    }
    void step() {
        while (!ends.empty() && ends.begin()->first <= time) {
            const Ticket ticket = ends.begin()->second;
            ends.erase(ends.begin());
            for (const Ticket entered : line.leave(ticket, now())) {
                const Waiting waited = waiting.at(entered);
                waiting.erase(entered);
                begin(waited.stream, entered, waited.since);
            }
        }
        for (auto at = waiting.begin(); at != waiting.end();) {
            if (at->second.give_up_at > now()) {
                ++at;
                continue;
            }
            line.give_up(at->first);
            ++streams[at->second.stream].refused;
            at = waiting.erase(at);
        }
        for (std::size_t i = 0; i < streams.size(); ++i) {
            if (streams[i].next > time) continue;
            streams[i].next += streams[i].pace;
            const auto verdict = line.arrive({streams[i].peer, streams[i].caller, Work::ordinary, now() + 10s}, now());
            if (!verdict)
                ++streams[i].refused;
            else if (verdict->enters)
                begin(i, verdict->ticket, time);
            else
                waiting[verdict->ticket] = {i, time, verdict->give_up_at};
        }
        time += 1ms;
    }
};

BOOST_AUTO_TEST_CASE(at_three_times_the_load_waiting_stays_bounded_places_stay_full_and_the_modest_are_served) {
    AdmissionLimits limits = Hall::eight_places();
    limits.longest_wait = 1s;
    limits.waiting_per_caller = 64;
    // Seven places, a tenth of a second each: 70 a second. 200 a second come from one, 10 from another.
    Rush rush{AdmissionLine(limits),
              {{"bureau", "greedy", 5ms}, {"bureau", "modest", 100ms}, {"shanghai", "H1", 100ms}}};
    while (rush.time < 30s)
        rush.step();
    const auto& [greedy, modest, shanghai] = std::tie(rush.streams[0], rush.streams[1], rush.streams[2]);
    BOOST_TEST_MESSAGE("greedy " << greedy.accepted << " of " << greedy.accepted + greedy.refused << ", modest "
                                 << modest.accepted << ", Shanghai " << shanghai.accepted << "; longest waits "
                                 << greedy.longest_wait.count() << ", " << modest.longest_wait.count() << ", "
                                 << shanghai.longest_wait.count() << " ms");
    for (const Rush::Stream& stream : rush.streams)
        BOOST_TEST(stream.longest_wait.count() <= 1'000);
    BOOST_TEST(greedy.accepted + modest.accepted + shanghai.accepted >= 70 * 30 * 95 / 100);
    BOOST_TEST(modest.refused == 0);
    BOOST_TEST(shanghai.refused == 0);
    // The next free place, or the one after it.
    BOOST_TEST(modest.longest_wait.count() <= 100);
    BOOST_TEST(shanghai.longest_wait.count() <= 100);
    BOOST_TEST(greedy.refused > greedy.accepted);
}

BOOST_AUTO_TEST_CASE(two_who_ask_too_much_get_the_same) {
    AdmissionLimits limits = Hall::eight_places();
    limits.longest_wait = 1s;
    Rush rush{AdmissionLine(limits), {{"bureau", "a", 2ms}, {"bureau", "b", 10ms}}};
    while (rush.time < 30s)
        rush.step();
    const int a = rush.streams[0].accepted, b = rush.streams[1].accepted;
    BOOST_TEST(a + b >= 70 * 30 * 95 / 100);
    BOOST_TEST(std::abs(a - b) <= (a + b) / 20, "five times the requests, " << a << " against " << b);
}

BOOST_AUTO_TEST_SUITE_END()
