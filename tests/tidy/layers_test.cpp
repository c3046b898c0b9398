// Who may include whom (DESIGN §2) and where third-party headers stay, read from the sources.
#include "tests/tidy/sources.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace clearing::tidy {
namespace {

using Prefixes = std::vector<std::string>;

struct Room {
    std::string folder;
    Prefixes may_include;  ///< of our own headers, beside its own folder
};

// The first room whose folder fits rules; so a more particular folder stands before a wider one.
const std::vector<Room> rooms{
    {"gateway/domain/", {}},
    {"gateway/ports/", {"gateway/domain/"}},
    {"gateway/services/", {"gateway/domain/", "gateway/ports/"}},
    {"gateway/infra/", {"gateway/domain/", "gateway/ports/"}},
    {"adapters/",
     {"gateway/domain/", "gateway/ports/", "gateway/infra/async/", "gateway/infra/tls/", "gateway/infra/http/",
      "gateway/infra/json/", "gateway/infra/zip/", "clearing/delta/v1/delta.pb.h"}},
    {"gateway/api/",
     {"gateway/domain/", "gateway/ports/", "gateway/services/", "gateway/infra/async/", "gateway/infra/http/",
      "gateway/infra/json/"}},
    {"gateway/tools/",
     {"gateway/domain/", "gateway/infra/http/", "gateway/infra/config/", "gateway/infra/json/", "gateway/infra/csv/",
      "gateway/infra/system/", "gateway/services/mapping/", "gateway/services/tables/",
      "gateway/services/translation/"}},
    {"sim-peers/",
     {"gateway/infra/async/", "gateway/infra/tls/", "gateway/infra/http/", "clearing/delta/v1/delta.pb.h"}},
};

/// A reviewed exception: what a file or folder may include beyond its room, and why.
struct Exception {
    std::string folder, target, why;
};
const std::vector<Exception> exceptions{
    {"gateway/tools/", "gateway/infra/postgres/migrate.hpp", "gatewayctl migrate works without a daemon"},
    {"gateway/tools/", "gateway/infra/export/", "gatewayctl prints statements as the exports do"},
    {"gateway/tools/", "gateway/api/mapping_json.hpp", "without a daemon gatewayctl answers in the daemon's shapes"},
    {"gateway/tools/", "gateway/api/error_json.hpp", "and refuses as it does"},
    {"gateway/api/", "gateway/infra/export/", "the API answers statements and settlements as csv, json and tables"},
};

/// Where a library's headers may stand. What is not named here (the standard, POSIX, Boost.Asio in headers) is free.
struct Library {
    std::string what;
    Prefixes headers;
    Prefixes allowed;
};
const std::vector<Library> libraries{
    {"libpqxx", {"pqxx/"}, {"gateway/infra/postgres/", "tests/"}},
    {"libpq", {"libpq-fe.h"}, {"gateway/infra/postgres/"}},
    {"protobuf",
     {"google/protobuf/", "clearing/delta/v1/delta.pb.h"},
     {"adapters/yangtze_delta/", "sim-peers/", "tests/"}},
    {"spdlog", {"spdlog/"}, {"gateway/infra/log/", "tests/"}},
    {"Boost.Beast", {"boost/beast"}, {"gateway/infra/http/", "tests/"}},
    {"Boost.JSON", {"boost/json"}, {"gateway/infra/json/", "sim-peers/", "tests/"}},
    {"toml++", {"toml++/", "toml.hpp"}, {"gateway/infra/config/", "sim-peers/", "tests/"}},
    {"CLI11", {"CLI/"}, {"gateway/main.cpp", "gateway/tools/", "sim-peers/", "tests/"}},
    {"prometheus-cpp", {"prometheus/"}, {"gateway/infra/metrics/", "tests/"}},
    {"OpenSSL", {"openssl/"}, {"gateway/infra/", "sim-peers/", "tests/"}},
    {"libcsv", {"csv.h"}, {"gateway/infra/csv/"}},
    {"libxlsxwriter", {"xlsxwriter.h"}, {"gateway/infra/export/"}},
    {"xxHash", {"xxhash.h"}, {"gateway/services/translation/"}},
    // The peers, as an independent witness, pack their files themselves.
    {"zlib", {"zlib.h"}, {"gateway/infra/", "sim-peers/", "tests/"}},
    // The core has no clock, timer, thread or random source of its own (DESIGN §2).
    {"threads and locks",
     {"thread", "mutex", "shared_mutex", "condition_variable", "future", "atomic"},
     {"gateway/infra/", "gateway/main.cpp", "gateway/app", "adapters/", "gateway/api/", "gateway/tools/", "sim-peers/",
      "tests/"}},
    {"randomness", {"random"}, {"gateway/infra/", "sim-peers/", "tests/"}},
};

bool begins_with_any(std::string_view text, const Prefixes& prefixes) {
    return std::ranges::any_of(prefixes, [&](const std::string& prefix) { return text.starts_with(prefix); });
}

bool is_ours(const std::string& target) {
    return begins_with_any(target, {"gateway/", "adapters/", "sim-peers/", "tests/", "clearing/"});
}

/// adapters/national/client.hpp → adapters/national/: a room inside a house of like rooms.
std::string second_folder(const std::string& path) {
    const auto first = path.find('/');
    return path.substr(0, path.find('/', first + 1) + 1);
}

bool may_include(const Room& room, const std::string& file, const std::string& target) {
    const bool own = target.starts_with(room.folder);
    // An adapter never includes another platform's; the national envelope is the one they share.
    if (own && room.folder == "adapters/")
        return second_folder(target) == second_folder(file) || target.starts_with("adapters/national_format/");
    if (own || begins_with_any(target, room.may_include)) return true;
    return std::ranges::any_of(exceptions, [&](const Exception& allowed) {
        return file.starts_with(allowed.folder) && target.starts_with(allowed.target);
    });
}

std::vector<std::string> sources_under(const std::string& folder) {
    std::vector<std::string> files = project_files();
    std::erase_if(files, [&](const std::string& file) { return !file.starts_with(folder) || !is_cpp(file); });
    return files;
}

std::string told(const Include& include) {
    return include.file + ":" + std::to_string(include.line) + " includes " + include.target;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(layers)

BOOST_AUTO_TEST_CASE(every_room_includes_only_whom_it_may) {
    std::vector<std::string> broken;
    for (const Room& room : rooms) {
        const auto files = sources_under(room.folder);
        BOOST_TEST(!files.empty(), room.folder << " has no sources: does the test still look at the right place?");
        for (const std::string& file : files)
            for (const Include& include : includes_of(file))
                if (is_ours(include.target) && !may_include(room, file, include.target))
                    broken.push_back(told(include));
    }
    BOOST_TEST(broken.empty(), "\n    " << joined(broken));
}

BOOST_AUTO_TEST_CASE(a_core_without_third_parties) {
    std::vector<std::string> broken;
    for (const std::string& folder : {"gateway/domain/", "gateway/ports/", "gateway/services/"})
        for (const std::string& file : sources_under(folder))
            for (const Include& include : includes_of(file)) {
                const bool standard = include.target.find('/') == std::string::npos;
                const bool format = include.target.starts_with("fmt/");
                const bool awaitable =
                    file == "gateway/ports/awaitable.hpp" && include.target == "boost/asio/awaitable.hpp";
                if (!is_ours(include.target) && !standard && !format && !awaitable) broken.push_back(told(include));
            }
    BOOST_TEST(broken.empty(), "\n    " << joined(broken));
}

BOOST_AUTO_TEST_CASE(a_librarys_headers_stay_in_its_folder) {
    std::vector<std::string> broken;
    for (const std::string& file : project_files()) {
        if (!is_cpp(file)) continue;
        for (const Include& include : includes_of(file))
            for (const Library& library : libraries) {
                const bool exact = std::ranges::find(library.headers, include.target) != library.headers.end();
                const bool inside = std::ranges::any_of(library.headers, [&](const std::string& header) {
                    return (header.ends_with('/') || header.find('/') != std::string::npos) &&
                           include.target.starts_with(header);
                });
                if ((exact || inside) && !begins_with_any(file, library.allowed))
                    broken.push_back(told(include) + " (" + library.what + ")");
            }
    }
    BOOST_TEST(broken.empty(), "\n    " << joined(broken));
}

BOOST_AUTO_TEST_CASE(heavy_libraries_stay_out_of_headers) {
    std::vector<std::string> broken;
    for (const std::string& file : project_files()) {
        if (!file.ends_with(".hpp") || file.starts_with("tests/")) continue;
        for (const Include& include : includes_of(file))
            if (begins_with_any(include.target, {"pqxx/", "boost/beast", "toml++/", "spdlog/spdlog.h"}))
                broken.push_back(told(include));
    }
    BOOST_TEST(broken.empty(), "\n    " << joined(broken));
}

BOOST_AUTO_TEST_CASE(every_exception_is_still_needed) {
    for (const Exception& exception : exceptions) {
        const auto files = sources_under(exception.folder);
        const bool used = std::ranges::any_of(files, [&](const std::string& file) {
            return std::ranges::any_of(includes_of(file), [&](const Include& include) {
                return include.target.starts_with(exception.target);
            });
        });
        BOOST_TEST(used, exception.folder << " no longer includes " << exception.target << ": remove the exception");
    }
}

BOOST_AUTO_TEST_CASE(the_reader_of_includes_finds_them) {
    const auto found = includes_of("tests/tidy/layers_test.cpp");
    BOOST_TEST(std::ranges::any_of(found, [](const Include& i) { return i.target == "tests/tidy/sources.hpp"; }));
    BOOST_TEST(std::ranges::any_of(found, [](const Include& i) { return i.target == "boost/test/unit_test.hpp"; }));
    const Room& domain = rooms.front();
    BOOST_TEST(!may_include(domain, "gateway/domain/money.hpp", "gateway/ports/clock.hpp"));
    const Room& adapters = rooms[4];
    BOOST_TEST(!may_include(adapters, "adapters/national/x.cpp", "adapters/yangtze_delta/client.hpp"));
    BOOST_TEST(may_include(adapters, "adapters/national/x.cpp", "adapters/national_format/codec.hpp"));
    BOOST_TEST(!may_include(adapters, "adapters/national/x.cpp", "gateway/infra/postgres/pool.hpp"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tidy
