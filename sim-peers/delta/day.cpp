#include "sim-peers/delta/day.hpp"

#include <array>

#include <openssl/evp.h>

namespace clearing::peers::delta {

std::string leaf_text(const Record& line) {
    std::string text = line.treatment_division + '|' + line.settlement_id + '|' + (line.is_cancel ? "-1" : "+1") + '|' +
                       line.insurance_type + '|' + line.care_kind() + '|' +
                       std::to_string(line.split.scope.total.value);
    for (const auto& [name, member] : compared_amounts)
        text += '|' + std::to_string((line.split.*member).value);
    return text;
}

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
    return {reinterpret_cast<const char*>(digest.data()), length};
}

std::string hex(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[c & 15];
    }
    return text;
}

std::string root_of(const std::vector<const Record*>& lines) {
    std::string leaves;
    for (const Record* line : lines)
        leaves += sha256(leaf_text(*line));
    return sha256(leaves);
}

std::vector<StatementLine> statement_of(const std::vector<const Record*>& lines) {
    static constexpr std::pair<const char*, Fen Split::*> funds[] = {
        {"hifp", &Split::hifp},   {"cvlserv", &Split::cvlserv}, {"hifes", &Split::hifes}, {"hifmi", &Split::hifmi},
        {"hifob", &Split::hifob}, {"maf", &Split::maf},         {"hifdm", &Split::hifdm}, {"oth", &Split::oth}};
    std::vector<StatementLine> statement;
    for (const auto& [key, cell] : sum_up(lines)) {
        const auto add = [&](const char* component, Fen amount) {
            if (amount != Fen{}) statement.push_back({key.first, key.second, component, amount});
        };
        for (const auto& [component, member] : funds)
            add(component, cell.sums.*member);
        add("acct", cell.sums.account - cell.sums.mutual_aid);
        add("mulaid", cell.sums.mutual_aid);
    }
    return statement;
}

std::string region_prefix(std::string division) {
    while (division.size() >= 2 && division.ends_with("00"))
        division.resize(division.size() - 2);
    return division;
}

bool ClosedDays::is_closed(const std::string& treatment_division, const std::string& day) const {
    for (const auto& [region, closed] : closed_) {
        if (closed == day && treatment_division.starts_with(region)) return true;
    }
    return false;
}

}  // namespace clearing::peers::delta
