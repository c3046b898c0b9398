#include "gateway/infra/config/load.hpp"

#include <fstream>
#include <set>
#include <sstream>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <unistd.h>

namespace config = clearing::config;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view whole = R"(
mappings = "../mappings"
business_clock = "2018-10-16 09:00:00"

[own]
region = "330200"

[database]
url = "host=/tmp dbname=gateway_demo user=gateway"
pool_size = 4

[keys]
encryption = "keys/encryption"
token = "/etc/gateway/token"

[tls]
certificate = "pki/gateway.crt"
key = "pki/gateway.key"
ca = "pki/ca.crt"
crl = "pki/ca.crl"
crl_alarm_days = 3

[listeners]
local_bureau = { address = "0.0.0.0", port = 17443 }
unix_socket = "gateway.sock"

[[platforms]]
name = "delta"
adapter = "yangtze_delta"
addresses = ["127.0.0.1:7544", "[::1]:7545"]
peer = "shanghai"
peer_region = "310000"
peer_role = "partner"
deadlines_ms = { settle = 1500 }

[[platforms]]
name = "national"
adapter = "national"
addresses = ["hub.example:7545"]
peer = "national"
peer_region = "100000"
peer_role = "national"

[bureau_core]
port = 7999
deadlines_ms = { quote = 2000 }

[[users]]
name = "root"
uid = 0
roles = ["viewer", "maker", "operator"]

[[users]]
name = "finance-maker"
certificate = "finance-maker"
roles = ["maker"]
)";

std::optional<std::string> nothing_set(const char*) {
    return std::nullopt;
}

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
    std::string result(text);
    const std::size_t at = result.find(what);
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, what);
    return result.replace(at, what.size(), with);
}

std::string complaint_about(const std::string& toml) {
    const auto result = config::parse(toml, "/etc/gateway", nothing_set);
    BOOST_REQUIRE_MESSAGE(!result, "was accepted:\n" << toml);
    return result.error();
}

void check_contains(const std::string& text, std::string_view part) {
    BOOST_CHECK_MESSAGE(text.find(part) != std::string::npos, "\"" << part << "\" is not in:\n" << text);
}

std::string read_file(const std::filesystem::path& file) {
    std::ifstream stream(file);
    BOOST_REQUIRE(stream);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// The keys of the document's table: what stands in backquotes in its first column.
std::set<std::string> documented_keys() {
    std::istringstream document(read_file(std::string(CLEARING_SOURCE_DIR) + "/gateway/docs/operations.md"));
    std::set<std::string> keys;
    bool in_table = false;
    for (std::string line; std::getline(document, line);) {
        if (line.starts_with("| key | default |")) in_table = true;
        if (line.empty()) in_table = false;
        if (!in_table || !line.starts_with("| `")) continue;
        const std::size_t end = line.find('`', 3);
        BOOST_CHECK_MESSAGE(keys.insert(line.substr(3, end - 3)).second, line << " stands twice");
    }
    return keys;
}

/// A folder with a configuration in it, and with what that names once it is filled.
struct Installation {
    explicit Installation(std::string_view socket = "gateway.sock") {
        std::string pattern = "/tmp/config-test-XXXXXX";
        folder = ::mkdtemp(pattern.data());
        std::string toml = replaced(whole, "../mappings", "mappings");
        toml = replaced(toml, "/etc/gateway/token", "keys/token");
        std::ofstream(folder / "gateway.toml") << replaced(toml, "gateway.sock", socket);
    }
    ~Installation() { fs::remove_all(folder); }
    Installation(const Installation&) = delete;
    Installation& operator=(const Installation&) = delete;

    void fill() const {
        for (const char* name : {"keys", "pki", "mappings"})
            fs::create_directory(folder / name);
        for (const char* name :
             {"keys/encryption", "keys/token", "pki/gateway.crt", "pki/gateway.key", "pki/ca.crt", "pki/ca.crl"}) {
            std::ofstream(folder / name) << "x";
            fs::permissions(folder / name, fs::perms::owner_read | fs::perms::owner_write);
        }
    }
    /// Of its files; "": they are in order.
    std::string complaint() const {
        const auto loaded = config::load(folder / "gateway.toml", nothing_set);
        BOOST_REQUIRE_MESSAGE(loaded, loaded.error());
        const auto checked = config::check_files(*loaded);
        return checked ? std::string() : checked.error();
    }

    fs::path folder;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_whole_file_is_read_and_what_it_does_not_say_has_its_default) {
    const auto result = config::parse(whole, "/etc/gateway", nothing_set);
    BOOST_REQUIRE_MESSAGE(result, result.error());
    const config::Config& c = *result;
    BOOST_CHECK_EQUAL(c.mappings, "/etc/mappings");
    BOOST_CHECK_EQUAL(c.keys.encryption, "/etc/gateway/keys/encryption");
    BOOST_CHECK_EQUAL(c.keys.token, "/etc/gateway/token");
    BOOST_CHECK(c.tls.crl_alarm == std::chrono::days(3));
    BOOST_CHECK(c.tls.certificate_alarm == std::chrono::days(30));
    BOOST_CHECK(c.listeners.local_bureau == (config::Address{"0.0.0.0", 17443}));
    BOOST_CHECK(c.listeners.national == (config::Address{"127.0.0.1", 7445}));
    BOOST_CHECK(c.listeners.metrics.port == 9464);
    BOOST_CHECK_EQUAL(c.own.agency_code, "330200");
    BOOST_CHECK_EQUAL(c.bureau_core.peer_region, "330200");
    BOOST_CHECK(c.bureau_core.deadlines.quote == 2s);
    BOOST_CHECK_EQUAL(clearing::to_local_time(*c.business_clock), "2018-10-16 09:00:00");

    BOOST_REQUIRE_EQUAL(c.platforms.size(), 2);
    const config::Platform& delta = c.platforms[0];
    BOOST_REQUIRE_EQUAL(delta.addresses.size(), 2);
    BOOST_CHECK(delta.addresses[1] == (config::Address{"::1", 7545}));
    BOOST_CHECK(delta.day_rule == clearing::DayRule::treatment_side_at_intent);
    BOOST_CHECK(delta.deadlines.settle == 1500ms);
    BOOST_CHECK(delta.deadlines.cancel == 10s);
    BOOST_CHECK(c.platforms[1].day_rule == clearing::DayRule::answerer_by_setl_time);

    BOOST_REQUIRE_EQUAL(c.users.size(), 2);
    BOOST_CHECK(c.users[0].uid == 0u);
    BOOST_CHECK(c.users[0].roles.back() == config::Role::operator_);
    BOOST_CHECK_EQUAL(c.users[1].certificate, "finance-maker");
}

BOOST_AUTO_TEST_CASE(a_bureaus_catalog_may_be_longer_than_a_message) {
    const auto usual = config::parse(whole, "/etc/gateway", nothing_set);
    BOOST_REQUIRE_MESSAGE(usual, usual.error());
    BOOST_CHECK_EQUAL(usual->limits.max_import_bytes, 67'108'864);
    const std::string limits = "[limits]\nmax_import_bytes = 1000\n";
    const auto other = config::parse(std::string(whole) + limits, "/etc/gateway", nothing_set);
    BOOST_REQUIRE_MESSAGE(other, other.error());
    BOOST_CHECK_EQUAL(other->limits.max_import_bytes, 1000);
}

BOOST_AUTO_TEST_CASE(one_more_platform_of_the_national_format_is_one_more_entry) {
    const std::string zhejiang =
        "[[platforms]]\nname = \"zhejiang\"\nadapter = \"national\"\naddresses = [\"10.0.0.1:1\", \"10.0.0.2:2\"]\n"
        "peer = \"zhejiang\"\npeer_region = \"330000\"\npeer_role = \"national\"\nvocabulary = \"local\"\n"
        "listen = \"0.0.0.0:7446\"\n";
    const auto result = config::parse(std::string(whole) + zhejiang, "/etc/gateway", nothing_set);
    BOOST_REQUIRE_MESSAGE(result, result.error());
    BOOST_REQUIRE_EQUAL(result->platforms.size(), 3);
    BOOST_CHECK_EQUAL(result->platforms[0].vocabulary, "delta");
    BOOST_CHECK_EQUAL(result->platforms[1].vocabulary, "national");
    BOOST_CHECK(!result->platforms[1].listen);
    BOOST_CHECK_EQUAL(result->platforms[2].vocabulary, "local");
    BOOST_CHECK(result->platforms[2].listen == (config::Address{"0.0.0.0", 7446}));
}

BOOST_AUTO_TEST_CASE(two_platforms_that_one_door_cannot_tell_apart_are_refused) {
    const std::string twin =
        "[[platforms]]\nname = \"twin\"\nadapter = \"national\"\naddresses = [\"10.0.0.1:1\"]\npeer = \"twin\"\n"
        "peer_region = \"100000\"\npeer_role = \"national\"\n";
    check_contains(complaint_about(std::string(whole) + twin), "\"national\" and \"twin\" have certificates of one");
    const auto apart = config::parse(std::string(whole) + twin + "listen = \"127.0.0.1:7446\"\n", "/", nothing_set);
    BOOST_CHECK_MESSAGE(apart, (apart ? std::string() : apart.error()));
}

BOOST_AUTO_TEST_CASE(the_environment_wins_for_the_two_database_urls) {
    const auto set = [](const char* name) -> std::optional<std::string> { return std::string("from ") + name; };
    const auto result = config::parse(whole, "/", set);
    BOOST_REQUIRE(result);
    BOOST_CHECK_EQUAL(result->database.url, "from GATEWAY_DATABASE_URL");
    BOOST_CHECK_EQUAL(result->database.owner_url, "from GATEWAY_OWNER_URL");
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_refused_by_name_and_line_wherever_it_stands) {
    check_contains(complaint_about("colour = 1\n" + std::string(whole)), "colour (line 1): is an unknown key");
    check_contains(complaint_about(replaced(whole, "pool_size", "pool_sise")),
                   "database.pool_sise (line 10): is an unk");
    check_contains(complaint_about(replaced(whole, "{ settle", "{ setle")), "platforms[0].deadlines_ms.setle");
    check_contains(complaint_about(replaced(whole, "uid = 0", "uid = 0\nshell = \"x\"")), "users[0].shell");
    check_contains(complaint_about(replaced(whole, "port = 17443", "prot = 17443")), "listeners.local_bureau.prot");
}

BOOST_AUTO_TEST_CASE(every_fault_is_named_at_once) {
    std::string text = replaced(whole, "pool_size = 4", "pool_size = \"four\"");
    text = replaced(text, "region = \"330200\"", "region = \"3302\"");
    text = replaced(text, "encryption = \"keys/encryption\"\n", "");
    const std::string complaint = complaint_about(text);
    check_contains(complaint, "database.pool_size");
    check_contains(complaint, "own.region");
    check_contains(complaint, "keys.encryption: is missing");
}

BOOST_AUTO_TEST_CASE(values_out_of_their_bounds_are_refused) {
    const std::vector<std::array<std::string_view, 3>> cases{
        {"port = 17443", "port = 65536", "from 0 to 65535"},
        {"settle = 1500", "settle = 0", "deadlines_ms.settle"},
        {"\"127.0.0.1:7544\"", "\"127.0.0.1\"", "is no host:port"},
        {"\"127.0.0.1:7544\"", "\"127.0.0.1:0\"", "is no host:port"},
        {"\"127.0.0.1:7544\", \"[::1]:7545\"", "", "at least one"},
        {"adapter = \"national\"", "adapter = \"fax\"", "must be one of national, yangtze_delta"},
        {"adapter = \"national\"", "adapter = \"national\"\nregions = [\"\"]", "regions (line"},
        {"adapter = \"national\"", "adapter = \"national\"\nvocabulary = \"klingon\"", "local, national, delta"},
        {"adapter = \"national\"", "adapter = \"national\"\nlisten = \"7446\"", "is no host:port"},
        {"adapter = \"yangtze_delta\"", "adapter = \"yangtze_delta\"\nlisten = \"[::1]:7446\"", "national format"},
        {"peer = \"national\"", "peer = \"shanghai\"", "stands twice"},
        {"name = \"national\"", "name = \"delta\"", "stands twice"},
        {"peer = \"national\"", "peer = \"local-bureau\"", "bureau core's name too"},
        {"\"operator\"", "\"emperor\"", "emperor"},
        {"09:00:00", "09:00:99", "business_clock"},
        {"uid = 0", "uid = 0\nunix_user = \"root\"", "exactly one of"},
        {"uid = 0", "", "exactly one of"},
        {"uid = 0", "unix_user = \"nobody-by-this-name\"", "there is no user"},
        {"certificate = \"finance-maker\"", "uid = 0", "same caller"},
        {"[bureau_core]", "[resolver]\nfirst_ms = 10\nlongest_ms = 9\n[bureau_core]", "must not be shorter"},
        {"[own]", "[own", "no TOML"},
        {"[own]", "[log]\nlevel = \"loud\"\n[own]", "debug, info, warning, error"},
    };
    for (const auto& [what, with, expected] : cases)
        check_contains(complaint_about(replaced(whole, what, with)), expected);
}

BOOST_AUTO_TEST_CASE(a_password_in_a_database_url_is_refused) {
    for (const std::string_view url :
         {"postgresql://gateway:secret@db/gateway", "host=db password=secret user=gateway"}) {
        const std::string complaint =
            complaint_about(replaced(whole, "host=/tmp dbname=gateway_demo user=gateway", url));
        check_contains(complaint, "database.url");
        BOOST_CHECK_MESSAGE(complaint.find("secret") == std::string::npos, complaint);
    }
}

BOOST_AUTO_TEST_CASE(a_database_url_must_come_from_somewhere) {
    check_contains(complaint_about(replaced(whole, "url = \"host=/tmp dbname=gateway_demo user=gateway\"\n", "")),
                   "GATEWAY_DATABASE_URL");
}

BOOST_AUTO_TEST_CASE(a_user_of_the_machine_becomes_a_uid) {
    const auto result = config::parse(replaced(whole, "uid = 0", "unix_user = \"root\""), "/", nothing_set);
    BOOST_REQUIRE_MESSAGE(result, result.error());
    BOOST_CHECK(result->users[0].uid == 0u);
}

BOOST_AUTO_TEST_CASE(every_key_is_documented_and_every_documented_key_exists) {
    const std::vector<std::string> listed = config::all_keys();
    const std::set<std::string> keys(listed.begin(), listed.end());
    BOOST_CHECK_GT(keys.size(), 60);
    const std::set<std::string> documented = documented_keys();
    for (const std::string& key : keys)
        BOOST_CHECK_MESSAGE(documented.contains(key), key << " is not in gateway/docs/operations.md");
    for (const std::string& key : documented)
        BOOST_CHECK_MESSAGE(keys.contains(key), key << " is documented but not read");
}

BOOST_AUTO_TEST_CASE(the_check_names_the_files_that_cannot_be_read) {
    const Installation here;
    const std::string bad = here.complaint();
    check_contains(bad, "tls.crl: " + (here.folder / "pki/ca.crl").string());
    check_contains(bad, "mappings: ");
    here.fill();
    BOOST_CHECK_EQUAL(here.complaint(), "");
}

BOOST_AUTO_TEST_CASE(a_secret_that_others_can_read_is_none) {
    for (const char* secret : {"keys/encryption", "keys/token", "pki/gateway.key"})
        for (const fs::perms others : {fs::perms::group_read, fs::perms::others_read}) {
            const Installation here;
            here.fill();
            fs::permissions(here.folder / secret, others, fs::perm_options::add);
            check_contains(here.complaint(), (here.folder / secret).string() + " is open to others than its owner");
        }
}

BOOST_AUTO_TEST_CASE(a_certificate_and_a_list_are_no_secrets) {
    const Installation here;
    here.fill();
    for (const char* open : {"pki/gateway.crt", "pki/ca.crt", "pki/ca.crl"})
        fs::permissions(here.folder / open, fs::perms::others_read, fs::perm_options::add);
    BOOST_CHECK_EQUAL(here.complaint(), "");
}

BOOST_AUTO_TEST_CASE(a_socket_in_a_folder_that_is_not_there_is_named) {
    const Installation here("run/gateway.sock");
    here.fill();
    check_contains(here.complaint(), "listeners.unix_socket: " + (here.folder / "run").string() + " is no folder");
    fs::create_directory(here.folder / "run");
    BOOST_CHECK_EQUAL(here.complaint(), "");
}

BOOST_AUTO_TEST_CASE(two_doors_of_one_port_are_refused_by_both_names) {
    const std::string same = replaced(whole, "port = 17443", "port = 7444");
    check_contains(complaint_about(same), "listeners.delta: port 7444 is listeners.local_bureau's already");
    const std::string platform =
        "[[platforms]]\nname = \"zhejiang\"\nadapter = \"national\"\naddresses = [\"10.0.0.1:1\"]\n"
        "peer = \"zhejiang\"\npeer_region = \"330000\"\npeer_role = \"national\"\nlisten = \"127.0.0.1:9464\"\n";
    check_contains(complaint_about(std::string(whole) + platform),
                   "platforms[2].listen: port 9464 is listeners.metrics's already");
}

BOOST_AUTO_TEST_CASE(one_port_at_two_addresses_and_ports_still_to_be_chosen_are_no_fault) {
    const std::string apart = replaced(whole, "\"0.0.0.0\", port = 17443", "\"10.0.0.1\", port = 7444");
    const auto at_two = config::parse(apart, "/", nothing_set);
    BOOST_CHECK_MESSAGE(at_two, (at_two ? std::string() : at_two.error()));
    const std::string chosen =
        replaced(whole, "port = 17443 }", "port = 0 }\ndelta = { address = \"0.0.0.0\", port = 0 }");
    const auto any = config::parse(chosen, "/", nothing_set);
    BOOST_CHECK_MESSAGE(any, (any ? std::string() : any.error()));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_named) {
    const auto result = config::load("/nowhere/gateway.toml", nothing_set);
    BOOST_REQUIRE(!result);
    check_contains(result.error(), "/nowhere/gateway.toml");
}
