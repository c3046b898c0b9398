// Several steps of the watch at once: the loop's and those of activations.
#include "tests/unit/services/change_control/house.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

using ports::awaitable;

/// Lets something happen once, at a place where a step waits.
struct Meanwhile {
    std::function<awaitable<void>()> happens;

    awaitable<void> pass() {
        if (!happens) co_return;
        const auto once = std::exchange(happens, nullptr);
        co_await once();
    }
};

class InterruptedWorkshop final : public ports::Workshop {
public:
    awaitable<void> run(std::function<void()> work) override {
        work();
        co_await meanwhile.pass();
    }
    Meanwhile meanwhile;
};

/// The memory's store, whose answer to activations() may arrive late.
class LateStore final : public ports::MappingStore {
public:
    explicit LateStore(ports::MappingStore& store) : store_(store) {}

    awaitable<Result<std::vector<ports::MappingActivation>>> activations() override {
        auto timeline = co_await store_.activations();
        co_await late.pass();
        co_return timeline;
    }
    awaitable<Result<bool>> keep(ports::MappingVersion version, std::map<std::string, std::string> texts,
                                 ports::AuditEvent event) override {
        return store_.keep(std::move(version), std::move(texts), std::move(event));
    }
    awaitable<Result<std::vector<ports::MappingVersion>>> versions() override { return store_.versions(); }
    awaitable<Result<std::optional<ports::MappingVersion>>> find(std::string id) override {
        return store_.find(std::move(id));
    }
    awaitable<Result<std::map<std::string, std::string>>> texts(std::string id,
                                                                std::vector<std::string> files) override {
        return store_.texts(std::move(id), std::move(files));
    }
    awaitable<Result<ports::MappingActivation>> activate(ports::MappingActivation activation,
                                                         std::vector<long long> withdrawn, long long expected_last,
                                                         ports::AuditEvent event) override {
        return store_.activate(std::move(activation), std::move(withdrawn), expected_last, std::move(event));
    }
    awaitable<Result<void>> note_gaps(std::vector<ports::CodeGap> gaps) override {
        return store_.note_gaps(std::move(gaps));
    }
    awaitable<Result<std::vector<ports::CodeGap>>> gaps() override { return store_.gaps(); }

    Meanwhile late;

private:
    ports::MappingStore& store_;
};

/// A version was activated and no step has seen it; another step may come between.
struct TwoSteps : House {
    InterruptedWorkshop bench;
    LateStore store{mappings};
    mapping::World world{
        tables_in_force, DivisionCode("330200"), store, usage, bench, sheets, shelf, clock, digest, audit, other_sides};
    mapping::Watch both{world};
    std::string folder, made;

    TwoSteps() {
        begin();
        folder = version();
        made = import(ratio_sheet("0.2")).value().version.id;
        BOOST_TEST_REQUIRE(activate(made).has_value());
    }
    awaitable<void> another_step() {
        auto changed = co_await both.step();
        BOOST_TEST(changed.has_value());
    }
    awaitable<void> rollback_with_its_step() {
        auto back = co_await control.rollback("li");
        BOOST_TEST(back.has_value());
        co_await another_step();
        BOOST_TEST(version() == folder, "what was answered as in force is at work");
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(watch, TwoSteps)

BOOST_AUTO_TEST_CASE(two_steps_at_once_swap_once) {
    bench.meanwhile.happens = [this] { return another_step(); };
    BOOST_TEST(!run(both.step()).value().has_value(), "the other was quicker");
    BOOST_TEST(version() == made);
    BOOST_TEST(times_audited("mapping_swapped") == 1);
}

BOOST_AUTO_TEST_CASE(a_version_taken_back_while_it_was_loaded_does_not_come_in_force_after_all) {
    bench.meanwhile.happens = [this] { return rollback_with_its_step(); };
    BOOST_TEST(!run(both.step()).value().has_value());
    BOOST_TEST(version() == folder);
    BOOST_TEST(times_audited("mapping_swapped") == 0);
}

BOOST_AUTO_TEST_CASE(a_timeline_that_arrives_late_does_not_bring_back_what_it_says) {
    store.late.happens = [this] { return rollback_with_its_step(); };
    BOOST_TEST(!run(both.step()).value().has_value());
    BOOST_TEST(version() == folder);
    BOOST_TEST(times_audited("mapping_swapped") == 0);
}

BOOST_AUTO_TEST_CASE(a_timeline_that_was_put_back_to_an_older_one_counts_in_the_end) {
    loop.run(rollback_with_its_step());
    mappings.activated.pop_back();
    BOOST_TEST(run(both.step()).value().value() == made);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
