#include "gateway/infra/postgres/mapping_store.hpp"

#include "tests/integration/postgres/books.hpp"
#include "tests/integration/postgres/cutting_proxy.hpp"
#include "tests/support/mapping_store_contract.hpp"

#include <array>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::postgres {

using test::Books;
using test::noon;

namespace {

struct MappingBooks : Books {
    MappingStore mappings{pool};

    MappingBooks() : Books(8) {}

    tests::MappingStoreContract contract() {
        return {mappings, [this] {
                    std::vector<std::string> names;
                    const std::string count = database.ask_as_owner("SELECT count(*) FROM audit_event");
                    for (int i = 0; i < std::stoi(count); ++i)
                        names.push_back(database.ask_as_owner(
                            fmt::format("SELECT event FROM audit_event ORDER BY audit_no OFFSET {} LIMIT 1", i)));
                    return names;
                }};
    }

    void keep(const ports::MappingVersion& version, std::map<std::string, std::string> texts) {
        value(mappings.keep(version, std::move(texts), tests::example_event("mapping_imported")));
    }
    ports::MappingActivation activate(const ports::MappingActivation& activation, long long expected_last = 0) {
        return value(mappings.activate(activation, {}, expected_last, tests::example_event("mapping_activated")));
    }
};

constexpr std::string_view no_privilege = "42501", restricted = "23001", check_failed = "23514";

}  // namespace

BOOST_AUTO_TEST_SUITE(mapping_store)

#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        MappingBooks books;            \
        tests::name(books.contract()); \
    }
MAPPING_STORE_CONTRACT(CASE)
#undef CASE

BOOST_AUTO_TEST_CASE(equal_texts_are_stored_once_and_compressed) {
    MappingBooks books;
    const std::string text(1'000'000, 'x');
    books.keep(tests::example_version(1), {{"a.tsv", text}, {"b.tsv", text}, {"c.tsv", "c"}});
    books.keep(tests::example_version(2), {{"a.tsv", text}, {"c.tsv", "changed"}});
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM mapping_text") == "3");
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM mapping_version_file") == "5");
    BOOST_TEST(books.database.ask_as_owner("SELECT max(octet_length(packed)) < 10000 FROM mapping_text") == "t");
    BOOST_TEST(books.value(books.mappings.texts(tests::example_version(1).id, {"c.tsv"})).at("c.tsv") == "c");
    BOOST_TEST(books.value(books.mappings.texts(tests::example_version(2).id, {"a.tsv"})).at("a.tsv") == text);
}

BOOST_AUTO_TEST_CASE(versions_kept_at_the_same_time_do_not_wait_for_each_other_crosswise) {
    MappingBooks books;
    std::map<std::string, std::string> texts;
    for (int i = 0; i < 20; ++i)
        texts.emplace(fmt::format("file-{}.tsv", i), fmt::format("text {}", i));
    std::vector<ports::awaitable<Result<bool>>> work;
    for (unsigned char i = 0; i < 16; ++i)
        work.push_back(books.mappings.keep(tests::example_version(i / 2), texts, tests::example_event("kept")));
    int made = 0;
    for (const auto& answer : books.all(std::move(work))) {
        BOOST_TEST_REQUIRE(answer.has_value(), (answer ? "" : sentence(answer.error())));
        made += *answer ? 1 : 0;
    }
    BOOST_TEST(made == 8);
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM mapping_text") == "20");
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM audit_event") == "8");
}

BOOST_AUTO_TEST_CASE(a_version_whose_id_is_not_its_digests_is_refused_by_the_table_itself) {
    MappingBooks books;
    auto version = tests::example_version(1);
    version.id = "0123456789ab";
    const auto refused = books.result(books.mappings.keep(version, {{"a.tsv", "a"}}, {}));
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == ErrorCode::internal_error));
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM mapping_text") == "0");
}

BOOST_AUTO_TEST_CASE(a_text_that_is_not_what_its_digest_says_is_not_given_out) {
    MappingBooks books;
    const auto version = tests::example_version(1);
    books.keep(version, {{"a.tsv", "a"}, {"b.tsv", "b"}});
    books.database.ask_as_owner("ALTER TABLE mapping_text DISABLE TRIGGER append_only");
    books.database.ask_as_owner("UPDATE mapping_text SET packed = (SELECT packed FROM mapping_text LIMIT 1)");
    const auto damaged = books.result(books.mappings.texts(version.id, {}));
    BOOST_REQUIRE(!damaged);
    BOOST_TEST((damaged.error().code == ErrorCode::internal_error));
}

BOOST_AUTO_TEST_CASE(the_daemon_changes_nothing_of_versions_and_withdraws_only) {
    MappingBooks books;
    for (const char* table :
         {"mapping_text", "mapping_version", "mapping_version_file", "mapping_activation", "mapping_gap"}) {
        BOOST_TEST_CONTEXT(table) {
            BOOST_TEST(books.database.refusal_of(fmt::format("DELETE FROM {}", table)) == no_privilege);
            BOOST_TEST(books.database.refusal_of(fmt::format("TRUNCATE {} CASCADE", table)) == no_privilege);
            BOOST_TEST(books.database.refusal_of(fmt::format("SELECT * FROM {}", table)) == "");
        }
    }
    for (const char* change :
         {"mapping_text SET packed = packed", "mapping_version SET summary = summary",
          "mapping_version_file SET file = file", "mapping_activation SET effective_at = effective_at",
          "mapping_activation SET version = version", "mapping_activation SET made_by = made_by",
          "mapping_gap SET code = code", "mapping_gap SET first_seen = first_seen",
          "mapping_gap SET outcome = outcome"})
        BOOST_TEST(books.database.refusal_of(fmt::format("UPDATE {}", change)) == no_privilege, change);
    for (const char* change : {"mapping_activation SET withdrawn_by = withdrawn_by",
                               "mapping_gap SET name = name, times = times, amount = amount, last_seen = last_seen"})
        BOOST_TEST(books.database.refusal_of(fmt::format("UPDATE {}", change)) == "", change);
}

BOOST_AUTO_TEST_CASE(even_a_role_that_was_granted_too_much_only_withdraws_and_only_once) {
    MappingBooks books;
    const auto version = tests::example_version(1);
    books.keep(version, {});
    books.activate(tests::example_activation(version, noon, noon));
    books.database.ask_as_owner("GRANT UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO gateway_daemon");
    const auto refusal = [&](const std::string& sql) { return books.database.refusal_of(sql); };
    BOOST_TEST(refusal("DELETE FROM mapping_activation") == restricted);
    BOOST_TEST(refusal("DELETE FROM mapping_gap") == restricted);
    BOOST_TEST(refusal("UPDATE mapping_activation SET effective_at = now()") == restricted);
    BOOST_TEST(refusal("UPDATE mapping_activation SET made_by = 'x', withdrawn_by = 'y'") == restricted);
    BOOST_TEST(refusal("UPDATE mapping_activation SET withdrawn_by = 'y'") == "");
    BOOST_TEST(refusal("UPDATE mapping_activation SET withdrawn_by = 'z'") == restricted);
    BOOST_TEST(refusal("UPDATE mapping_activation SET withdrawn_by = ''") == restricted);
}

BOOST_AUTO_TEST_CASE(the_tables_know_the_rules_as_well) {
    MappingBooks books;
    const auto version = tests::example_version(1);
    books.keep(version, {});
    const auto activation = [&](const char* action, const char* by) {
        return fmt::format(
            "INSERT INTO mapping_activation (version, effective_at, action, made_by, at) "
            "VALUES ('{}', now(), '{}', '{}', now())",
            version.id, action, by);
    };
    BOOST_TEST(books.database.refusal_of(activation("activate", "wang")) == check_failed);
    BOOST_TEST(books.database.refusal_of(activation("activate", "")) == check_failed);
    BOOST_TEST(books.database.refusal_of(activation("delete", "li")) == check_failed);
    BOOST_TEST(books.database.refusal_of(activation("rollback", "wang")) == "");
    BOOST_TEST(books.database.refusal_of(activation("activate", "li")) == "");
}

BOOST_AUTO_TEST_CASE(a_commit_in_doubt_is_looked_up_and_nothing_is_done_twice) {
    MappingBooks books;
    test::CuttingProxy proxy(books.database.daemon_url());
    Pool cut_pool(test::config_for(proxy.url(), 1));
    MappingStore store(cut_pool);
    const auto event = tests::example_event("mapping_imported");
    long long last = 0;
    for (const auto cut :
         {test::CuttingProxy::Cut::after_the_server_did_it, test::CuttingProxy::Cut::before_the_server_sees_it}) {
        const auto made = tests::example_version(static_cast<unsigned char>(last + 1));
        proxy.cut_next_commit(cut);
        BOOST_TEST(books.value(store.keep(made, {{"a.tsv", "a"}}, event)));
        proxy.cut_next_commit(cut);
        last = books.value(store.activate(tests::example_activation(made, noon, noon), {}, last, event)).no;
        BOOST_TEST(last != 0);
    }
    BOOST_TEST(cut_pool.counters().in_doubt == 4U);
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM mapping_activation") == "2");
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM mapping_version") == "2");
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM audit_event") == "4");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
