#pragma once

#include "gateway/ports/mapping_store.hpp"
#include "tests/support/ask.hpp"

#include <functional>
#include <string>
#include <vector>

namespace clearing::tests {

/// What a MappingStore has to do, whatever it is made of: each function is one test, run on an empty store. In a suite:
/// `#define CASE(name) BOOST_AUTO_TEST_CASE(name) { World world; name(world.contract()); }` and
/// `MAPPING_STORE_CONTRACT(CASE)`.
struct MappingStoreContract {
    ports::MappingStore& store;
    std::function<std::vector<std::string>()> audited;  ///< names of the events written so far
};

#define MAPPING_STORE_CONTRACT(CASE)                                          \
    CASE(a_version_is_kept_once_and_reads_back_equal)                         \
    CASE(another_version_of_the_same_id_is_a_conflict)                        \
    CASE(versions_come_newest_first)                                          \
    CASE(texts_come_by_file_or_all_of_them)                                   \
    CASE(a_text_of_tens_of_megabytes_comes_back_as_it_was)                    \
    CASE(activations_come_by_the_time_they_take_effect)                       \
    CASE(an_activation_decided_before_another_one_is_a_conflict)              \
    CASE(of_many_activations_decided_at_once_one_is_made)                     \
    CASE(what_is_not_in_force_yet_is_withdrawn_and_what_is_in_force_stays)    \
    CASE(a_version_that_nobody_keeps_is_not_activated)                        \
    CASE(the_maker_of_a_version_does_not_activate_it_but_may_roll_back_to_it) \
    CASE(gaps_are_summed_by_their_key)                                        \
    CASE(gaps_come_with_most_money_first)

void a_version_is_kept_once_and_reads_back_equal(const MappingStoreContract& contract);
void another_version_of_the_same_id_is_a_conflict(const MappingStoreContract& contract);
void versions_come_newest_first(const MappingStoreContract& contract);
void texts_come_by_file_or_all_of_them(const MappingStoreContract& contract);
void a_text_of_tens_of_megabytes_comes_back_as_it_was(const MappingStoreContract& contract);
void activations_come_by_the_time_they_take_effect(const MappingStoreContract& contract);
void an_activation_decided_before_another_one_is_a_conflict(const MappingStoreContract& contract);
void of_many_activations_decided_at_once_one_is_made(const MappingStoreContract& contract);
void what_is_not_in_force_yet_is_withdrawn_and_what_is_in_force_stays(const MappingStoreContract& contract);
void a_version_that_nobody_keeps_is_not_activated(const MappingStoreContract& contract);
void the_maker_of_a_version_does_not_activate_it_but_may_roll_back_to_it(const MappingStoreContract& contract);
void gaps_are_summed_by_their_key(const MappingStoreContract& contract);
void gaps_come_with_most_money_first(const MappingStoreContract& contract);

/// A version whose digest begins with `first`; made by "wang" at `made_at`.
ports::MappingVersion example_version(unsigned char first, Instant made_at = {});
/// An activation by "li" of an example version.
ports::MappingActivation example_activation(const ports::MappingVersion& version, Instant effective_at, Instant at);
ports::AuditEvent example_event(const std::string& name);

}  // namespace clearing::tests
