#include "sim-peers/journal.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

namespace clearing::peers {
namespace {

constexpr RecordState states[] = {RecordState::in_doubt, RecordState::booked, RecordState::refused,
                                  RecordState::reversed, RecordState::cancelled};

using Texts = std::pair<const char*, std::string Record::*>;
constexpr Texts texts[] = {{"key", &Record::key},
                           {"own_id", &Record::own_id},
                           {"settlement_id", &Record::settlement_id},
                           {"original_key", &Record::original_key},
                           {"visit_key", &Record::visit_key},
                           {"visit_id", &Record::visit_id},
                           {"bill_no", &Record::bill_no},
                           {"institution", &Record::institution},
                           {"person_key", &Record::person_key},
                           {"person_number", &Record::person_number},
                           {"insurance_type", &Record::insurance_type},
                           {"med_type", &Record::med_type},
                           {"treatment_division", &Record::treatment_division},
                           {"insured_division", &Record::insured_division},
                           {"assigned_day", &Record::assigned_day},
                           {"cleared_day", &Record::cleared_day},
                           {"settled_at", &Record::settled_at},
                           {"their_id", &Record::their_id}};

using Flags = std::pair<const char*, bool Record::*>;
constexpr Flags flags[] = {{"is_cancel", &Record::is_cancel},
                           {"inpatient", &Record::inpatient},
                           {"carried", &Record::carried},
                           {"hidden", &Record::hidden}};

Fen fen(const Json& json, const char* name) {
    return read_fen(json.text(name)).value_or(Fen{});
}

Split split_of(const Json& json) {
    Split split;
    split.scope = {fen(json, "medfee_sumamt"), fen(json, "fulamt_ownpay_amt"), fen(json, "overlmt_selfpay"),
                   fen(json, "preselfpay_amt"), fen(json, "inscp_scp_amt")};
    for (const auto& [name, member] : compared_amounts)
        split.*member = fen(json, name);
    split.person = fen(json, "psn_part_amt");
    return split;
}

[[noreturn]] void give_up(const char* why) {
    std::perror(why);
    std::_Exit(1);
}

}  // namespace

Json whole(const Record& record) {
    Json json = Json::object();
    for (const auto& [name, member] : texts)
        json.set(name, record.*member);
    for (const auto& [name, member] : flags)
        json.set(name, Json(record.*member));
    json.set("state", name_of(record.state)).set("split", to_json(record.split));
    return json;
}

Record record_of(const Json& json) {
    Record record;
    for (const auto& [name, member] : texts)
        record.*member = json.text(name);
    for (const auto& [name, member] : flags)
        record.*member = json[name].truth();
    for (const RecordState state : states)
        if (json.text("state") == name_of(state)) record.state = state;
    record.split = split_of(json["split"]);
    return record;
}

Journal::~Journal() {
    if (file_ >= 0) ::close(file_);
}

std::expected<std::vector<Json>, std::string> Journal::open(const std::filesystem::path& path) {
    std::vector<Json> entries;
    std::ostringstream all;
    all << std::ifstream(path, std::ios::binary).rdbuf();
    const std::string text = all.str();
    const std::size_t end = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
    for (std::size_t at = 0; at < end;) {
        const std::size_t stop = text.find('\n', at);
        auto entry = Json::parse(std::string_view(text).substr(at, stop - at));
        if (!entry) return std::unexpected(path.string() + ": " + entry.error());
        entries.push_back(std::move(*entry));
        at = stop + 1;
    }
    file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file_ < 0 || ::ftruncate(file_, static_cast<off_t>(end)) != 0)
        return std::unexpected("cannot write " + path.string());
    return entries;
}

void Journal::keep(const Json& entry) {
    if (!is_on()) return;
    const std::string line = entry.write() + "\n";
    for (std::size_t sent = 0; sent < line.size();) {
        const ssize_t count = ::write(file_, line.data() + sent, line.size() - sent);
        if (count < 0) give_up("sim-peer: the journal cannot be written");
        sent += static_cast<std::size_t>(count);
    }
    if (::fdatasync(file_) != 0) give_up("sim-peer: the journal cannot be synced");
}

}  // namespace clearing::peers
