#pragma once

#include "sim-peers/centre.hpp"

#include <memory>
#include <string>

#include <boost/test/unit_test.hpp>

namespace clearing::peers::testing {

/// The peers' own data, read from the source tree.
struct Data {
    Catalog catalog;
    Json people;
    Clock clock;

    Data() {
        const std::string root = std::string(CLEARING_SOURCE_DIR) + "/sim-peers/";
        auto catalog_file = read_json_file(root + "stories/catalog.json");
        auto people_file = read_json_file(root + "people.json");
        auto start = Clock::starting_at("2018-10-16 08:00:00");
        BOOST_REQUIRE(catalog_file && people_file && start);
        auto read = Catalog::read(*catalog_file);
        BOOST_REQUIRE(read);
        catalog = std::move(*read);
        people = std::move(*people_file);
        clock = *start;
    }

    std::unique_ptr<Centre> centre(const std::string& name, const std::string& division, const std::string& policy) {
        const auto file = read_json_file(std::string(CLEARING_SOURCE_DIR) + "/sim-peers/policies/" + policy + ".json");
        BOOST_REQUIRE(file);
        auto rules = read_policy(*file);
        BOOST_REQUIRE_MESSAGE(rules, (rules ? "" : rules.error()));
        auto insured = People::read(people, division.substr(0, 2));
        BOOST_REQUIRE_MESSAGE(insured, (insured ? "" : insured.error()));
        return std::make_unique<Centre>(name, division, std::move(*rules), std::move(*insured), catalog, clock);
    }
};

inline Fen yuan(const char* text) {
    return read_fen(text).value();
}

}  // namespace clearing::peers::testing
