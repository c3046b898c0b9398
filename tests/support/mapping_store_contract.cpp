#include "tests/support/mapping_store_contract.hpp"

#include <algorithm>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using ports::CodeGap;
using ports::MappingAction;
using ports::MappingActivation;
using ports::MappingVersion;

namespace {

using Texts = std::map<std::string, std::string>;

const Instant monday = *parse_local_time("2018-10-15 09:00:00");
const Instant tuesday = monday + std::chrono::hours(24);
const Instant wednesday = tuesday + std::chrono::hours(24);

const Texts two_files{{"diagnoses.tsv", "# heading\nJ06.900\tJ06.9\n"}, {"drugs.tsv", ""}};

bool same(const MappingVersion& one, const MappingVersion& other) {
    return one.id == other.id && one.digest == other.digest && one.base == other.base && one.made_by == other.made_by &&
           one.made_at == other.made_at && one.summary == other.summary;
}

/// Keeps an example version with the two files.
MappingVersion kept(Ask& ask, const MappingStoreContract& contract, unsigned char first, Instant made_at = monday) {
    MappingVersion version = example_version(first, made_at);
    ask.value(contract.store.keep(version, two_files, example_event("mapping_imported")));
    return version;
}

MappingActivation activated(Ask& ask, const MappingStoreContract& contract, MappingActivation activation,
                            long long expected_last, std::vector<long long> withdrawn = {}) {
    return ask.value(contract.store.activate(std::move(activation), std::move(withdrawn), expected_last,
                                             example_event("mapping_activated")));
}

CodeGap example_gap(const std::string& code, long long fen) {
    CodeGap gap;
    gap.platform = PlatformName("delta");
    gap.kind = "drug";
    gap.from = "local";
    gap.to = "national";
    gap.code = code;
    gap.name = "阿司匹林";
    gap.outcome = "refuse";
    gap.times = 1;
    gap.amount = Money::from_fen(fen);
    gap.first_seen = gap.last_seen = monday;
    return gap;
}

}  // namespace

MappingVersion example_version(unsigned char first, Instant made_at) {
    MappingVersion version;
    version.digest[0] = std::byte{first};
    version.digest[31] = std::byte{0x5a};
    version.id = hex(version.digest).substr(0, 12);
    version.made_by = "wang";
    version.made_at = made_at;
    version.summary = "诊断：新增 4,388";
    return version;
}

MappingActivation example_activation(const MappingVersion& version, Instant effective_at, Instant at) {
    MappingActivation activation;
    activation.version = version.id;
    activation.effective_at = effective_at;
    activation.action = MappingAction::activate;
    activation.by = "li";
    activation.at = at;
    return activation;
}

ports::AuditEvent example_event(const std::string& name) {
    ports::AuditEvent event;
    event.at = monday;
    event.event = name;
    event.actor = "li";
    event.subject = "mapping";
    return event;
}

void a_version_is_kept_once_and_reads_back_equal(const MappingStoreContract& contract) {
    Ask ask;
    MappingVersion version = example_version(1, monday);
    version.base = "00aa11bb22cc";
    BOOST_TEST(!ask.value(contract.store.find(version.id)).has_value());
    BOOST_TEST(ask.value(contract.store.keep(version, two_files, example_event("mapping_imported"))));
    BOOST_TEST(same(ask.value(contract.store.find(version.id)).value(), version));

    MappingVersion again = version;
    again.made_by = "somebody else";
    BOOST_TEST(!ask.value(contract.store.keep(again, {{"other.tsv", "x"}}, example_event("mapping_imported"))));
    BOOST_TEST(same(ask.value(contract.store.find(version.id)).value(), version));
    BOOST_TEST((ask.value(contract.store.texts(version.id, {})) == two_files));
    // What changed nothing is no event.
    BOOST_TEST(contract.audited() == std::vector<std::string>{"mapping_imported"}, boost::test_tools::per_element());
}

void another_version_of_the_same_id_is_a_conflict(const MappingStoreContract& contract) {
    Ask ask;
    MappingVersion version = kept(ask, contract, 1);
    version.digest[31] = std::byte{0x77};
    const auto refused = ask.result(contract.store.keep(version, {}, example_event("mapping_imported")));
    BOOST_TEST((error_of(refused) == ErrorCode::conflict));
}

void versions_come_newest_first(const MappingStoreContract& contract) {
    Ask ask;
    BOOST_TEST(ask.value(contract.store.versions()).empty());
    const std::vector<MappingVersion> made{kept(ask, contract, 3, tuesday), kept(ask, contract, 1, monday),
                                           kept(ask, contract, 2, tuesday)};
    const auto versions = ask.value(contract.store.versions());
    BOOST_REQUIRE(versions.size() == 3U);
    BOOST_TEST(same(versions[0], made[2]));
    BOOST_TEST(same(versions[1], made[0]));
    BOOST_TEST(same(versions[2], made[1]));
}

void texts_come_by_file_or_all_of_them(const MappingStoreContract& contract) {
    Ask ask;
    const MappingVersion version = kept(ask, contract, 1);
    BOOST_TEST((ask.value(contract.store.texts(version.id, {})) == two_files));
    const Texts one = ask.value(contract.store.texts(version.id, {"diagnoses.tsv", "not there.tsv"}));
    BOOST_TEST((one == Texts{*two_files.begin()}));
    BOOST_TEST((error_of(ask.result(contract.store.texts("000000000000", {}))) == ErrorCode::not_found));
}

void a_text_of_tens_of_megabytes_comes_back_as_it_was(const MappingStoreContract& contract) {
    Ask ask;
    std::string text;
    for (std::size_t row = 0; text.size() < 30'000'000; ++row)
        text.append("local\tJ06.").append(std::to_string(row * 7919)).append("\tnational\t急性上呼吸道感染\n");
    const MappingVersion version = example_version(9, monday);
    ask.value(contract.store.keep(version, {{"diagnoses.tsv", text}}, example_event("mapping_imported")));
    BOOST_TEST((ask.value(contract.store.texts(version.id, {})).at("diagnoses.tsv") == text));
}

void activations_come_by_the_time_they_take_effect(const MappingStoreContract& contract) {
    Ask ask;
    BOOST_TEST(ask.value(contract.store.activations()).empty());
    const MappingVersion one = kept(ask, contract, 1), two = kept(ask, contract, 2);
    MappingActivation start = example_activation(one, monday, monday);
    start.action = MappingAction::start;
    start.by = "daemon";
    const auto first = activated(ask, contract, start, 0);
    const auto later = activated(ask, contract, example_activation(two, wednesday, monday), first.no);
    MappingActivation back = example_activation(one, tuesday, monday);
    back.action = MappingAction::rollback;
    const auto sooner = activated(ask, contract, back, later.no);
    BOOST_TEST(first.no < later.no);
    BOOST_TEST(later.no < sooner.no);

    const auto all = ask.value(contract.store.activations());
    BOOST_REQUIRE(all.size() == 3U);
    BOOST_TEST(all[0].no == first.no);
    BOOST_TEST(all[1].no == sooner.no);
    BOOST_TEST(all[2].no == later.no);
    BOOST_TEST(all[0].by == "daemon");
    BOOST_TEST((all[0].action == MappingAction::start));
    BOOST_TEST((all[1].action == MappingAction::rollback));
    BOOST_TEST(all[2].version == two.id);
    BOOST_TEST((all[2].effective_at == wednesday));
    BOOST_TEST((all[2].at == monday));
    BOOST_TEST(all[2].withdrawn_by.empty());
    BOOST_TEST(contract.audited().size() == 5U);
}

void an_activation_decided_before_another_one_is_a_conflict(const MappingStoreContract& contract) {
    Ask ask;
    const MappingVersion version = kept(ask, contract, 1);
    const auto first = activated(ask, contract, example_activation(version, monday, monday), 0);
    const auto refused = ask.result(contract.store.activate(example_activation(version, tuesday, monday), {}, 0,
                                                            example_event("mapping_activated")));
    BOOST_TEST((error_of(refused) == ErrorCode::conflict));
    BOOST_TEST(ask.value(contract.store.activations()).size() == 1U);
    BOOST_TEST(contract.audited().size() == 2U);
    activated(ask, contract, example_activation(version, tuesday, monday), first.no);
}

void of_many_activations_decided_at_once_one_is_made(const MappingStoreContract& contract) {
    Ask ask;
    const MappingVersion version = kept(ask, contract, 1);
    test::EventLoop loop;
    constexpr std::size_t people = 16;
    std::vector<std::optional<ErrorCode>> refusals(people, ErrorCode::internal_error);
    std::size_t answered = 0;
    for (std::size_t i = 0; i < people; ++i) {
        auto work = contract.store.activate(example_activation(version, tuesday, monday), {}, 0,
                                            example_event("mapping_activated"));
        boost::asio::co_spawn(loop.context(), std::move(work),
                              [&, i](const std::exception_ptr& thrown, const Result<MappingActivation>& answer) {
                                  if (!thrown) refusals[i] = error_of(answer);
                                  ++answered;
                              });
    }
    loop.run_until([&] { return answered == people; });
    BOOST_TEST(std::ranges::count(refusals, std::optional<ErrorCode>()) == 1);
    BOOST_TEST(std::ranges::count(refusals, std::optional(ErrorCode::conflict)) == people - 1);
    BOOST_TEST(ask.value(contract.store.activations()).size() == 1U);
}

void what_is_not_in_force_yet_is_withdrawn_and_what_is_in_force_stays(const MappingStoreContract& contract) {
    Ask ask;
    const MappingVersion version = kept(ask, contract, 1), bad = kept(ask, contract, 2);
    const auto in_force = activated(ask, contract, example_activation(version, monday, monday), 0);
    const auto planned = activated(ask, contract, example_activation(bad, wednesday, monday), in_force.no);
    MappingActivation back = example_activation(version, tuesday, tuesday);
    back.action = MappingAction::rollback;
    back.by = "zhao";
    const auto rollback = activated(ask, contract, back, planned.no, {in_force.no, planned.no});
    const auto withdrawn_by = [&](long long no) {
        for (const auto& one : ask.value(contract.store.activations()))
            if (one.no == no) return one.withdrawn_by;
        return std::string("not there");
    };
    BOOST_TEST(withdrawn_by(in_force.no) == "");
    BOOST_TEST(withdrawn_by(planned.no) == "zhao");
    BOOST_TEST(withdrawn_by(rollback.no) == "");
    // Withdrawn once: a second time changes nothing.
    activated(ask, contract, example_activation(version, wednesday, tuesday), rollback.no, {planned.no});
    BOOST_TEST(withdrawn_by(planned.no) == "zhao");
}

void a_version_that_nobody_keeps_is_not_activated(const MappingStoreContract& contract) {
    Ask ask;
    const auto refused = ask.result(contract.store.activate(example_activation(example_version(1), monday, monday), {},
                                                            0, example_event("mapping_activated")));
    BOOST_TEST((error_of(refused) == ErrorCode::not_found));
    BOOST_TEST(contract.audited().empty());
}

void the_maker_of_a_version_does_not_activate_it_but_may_roll_back_to_it(const MappingStoreContract& contract) {
    Ask ask;
    const MappingVersion version = kept(ask, contract, 1);
    MappingActivation own = example_activation(version, monday, monday);
    own.by = version.made_by;
    const auto refused = ask.result(contract.store.activate(own, {}, 0, example_event("mapping_activated")));
    BOOST_TEST((error_of(refused) == ErrorCode::forbidden));
    own.action = MappingAction::rollback;
    activated(ask, contract, own, 0);
}

void gaps_are_summed_by_their_key(const MappingStoreContract& contract) {
    Ask ask;
    CodeGap gap = example_gap("X1", 1000);
    ask.value(contract.store.note_gaps({gap, example_gap("X2", 5)}));
    gap.name = "阿司匹林肠溶片";
    gap.amount = Money::from_fen(250);
    gap.first_seen = gap.last_seen = tuesday;
    CodeGap held = gap, nameless = gap;
    held.outcome = "hold";
    nameless.name.clear();
    // The same code twice in one bill, and the same code held: a gap of its own.
    ask.value(contract.store.note_gaps({gap, held, nameless}));

    const auto gaps = ask.value(contract.store.gaps());
    BOOST_REQUIRE(gaps.size() == 3U);
    BOOST_TEST(gaps[0].code == "X1");
    BOOST_TEST(gaps[0].outcome == "refuse");
    BOOST_TEST(gaps[0].name == "阿司匹林肠溶片");
    BOOST_TEST(gaps[0].times == 3);
    BOOST_TEST((gaps[0].amount == Money::from_fen(1500)));
    BOOST_TEST((gaps[0].first_seen == monday));
    BOOST_TEST((gaps[0].last_seen == tuesday));
    BOOST_TEST(gaps[0].platform.text == "delta");
    BOOST_TEST((gaps[0].kind + gaps[0].from + gaps[0].to) == "druglocalnational");
    BOOST_TEST(gaps[1].outcome == "hold");
    BOOST_TEST(gaps[1].times == 1);
    BOOST_TEST(gaps[2].code == "X2");
}

void gaps_come_with_most_money_first(const MappingStoreContract& contract) {
    Ask ask;
    BOOST_TEST(ask.value(contract.store.gaps()).empty());
    CodeGap often = example_gap("often", 20);
    often.times = 7;
    ask.value(contract.store.note_gaps({example_gap("little", 1), example_gap("much", 900'000'000)}));
    ask.value(contract.store.note_gaps({often, example_gap("a seldom one", 20)}));
    std::vector<std::string> codes;
    for (const CodeGap& gap : ask.value(contract.store.gaps()))
        codes.push_back(gap.code);
    BOOST_TEST(codes == (std::vector<std::string>{"much", "often", "a seldom one", "little"}),
               boost::test_tools::per_element());
}

}  // namespace clearing::tests
