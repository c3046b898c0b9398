#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

// gateway/docs/audit-events.md is the closed list of audit events; this holds the sources against it.

namespace {

std::string read_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::set<std::string> matches(const std::string& text, const std::regex& pattern) {
    std::set<std::string> found;
    for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it)
        for (std::size_t group = 1; group < it->size(); ++group)
            if ((*it)[group].matched) found.insert((*it)[group]);
    return found;
}

/// Events stand as the second member of an AuditEvent (one of two, where a condition chooses), also of one that a store
/// makes in its call of write_audit_event; as `event.event = "…"`; or in the API's `write_down(world, "…"`
/// and that of its jobs, which know no World: `write_down(with, order, "…"`, or the day instead of the order.
std::set<std::string> recorded_events() {
    static const std::regex pattern(
        "(?:AuditEvent[^;]{0,60}?(?:now\\(\\)|now|made_at),|\\.event = |write_down\\(world,|"
        "write_down\\((?:with|for_(?:files|closing)\\(world\\)), "
        "(?:\\*?order|\\*key|std::move\\(key\\)),(?:[^\";,]+\\?)?|"
        "write_audit_event\\(session,\\s*\\{[a-z_.]+,(?:[^\";,]+\\?)?)\\s*\"([a-z_]+)\"(?: : \"([a-z_]+)\")?");
    std::set<std::string> found;
    for (const char* room : {"gateway", "adapters"})
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(std::string(CLEARING_SOURCE_DIR "/") + room))
            if (entry.path().extension() == ".cpp") found.merge(matches(read_file(entry.path()), pattern));
    return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_audit_event_is_in_the_list_and_every_listed_one_is_recorded) {
    const std::string document = read_file(CLEARING_SOURCE_DIR "/gateway/docs/audit-events.md");
    const std::set<std::string> listed = matches(document, std::regex("\\n\\| `([a-z_]+)` \\|"));
    const std::set<std::string> recorded = recorded_events();
    BOOST_CHECK_GE(recorded.size(), 4);
    for (const std::string& event : recorded)
        BOOST_CHECK_MESSAGE(listed.contains(event), event << " is recorded but not in audit-events.md");
    for (const std::string& event : listed)
        BOOST_CHECK_MESSAGE(recorded.contains(event), event << " is in audit-events.md but nothing records it");
}
