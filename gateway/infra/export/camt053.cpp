#include "gateway/infra/export/camt053.hpp"

#include <map>

#include <fmt/format.h>

namespace clearing::exports {
namespace {

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '&')
            result += "&amp;";
        else if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else
            result += c;
    }
    return result;
}

/// Elements with their order and nesting; an element of one value stands on a line.
class Xml {
public:
    void open(std::string_view name, std::string_view attributes = {}) {
        line(fmt::format("<{}{}>", name, attributes));
        open_.emplace_back(name);
    }
    void close() {
        const std::string name = std::move(open_.back());
        open_.pop_back();
        line(fmt::format("</{}>", name));
    }
    void put(std::string_view name, std::string_view value, std::string_view attributes = {}) {
        line(fmt::format("<{0}{1}>{2}</{0}>", name, attributes, escaped(value)));
    }
    /// "Tp/CdOrPrtry/Cd": elements that hold nothing but the next one.
    void path(std::string_view names, std::string_view value) {
        const auto slash = names.find('/');
        if (slash == std::string_view::npos) return put(names, value);
        open(names.substr(0, slash));
        path(names.substr(slash + 1), value);
        close();
    }
    std::string take() { return std::move(text_); }

private:
    void line(std::string_view content) { text_.append(2 * open_.size(), ' ').append(content).append("\n"); }
    std::string text_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    std::vector<std::string> open_;
};

struct Entry {
    std::string reference;
    ClearingDay day;
    Money owed_to_us;  ///< negative: we owe it
    std::string code;
    std::string words;
};

std::string_view side_of(Money owed_to_us) {
    return owed_to_us.is_negative() ? "DBIT" : "CRDT";
}

void put_amount(Xml& xml, Money amount) {
    xml.put("Amt", amount.abs().to_yuan(), " Ccy=\"CNY\"");
    xml.put("CdtDbtInd", side_of(amount));
}

/// What additions cleared beside the lines, per day and component.
std::map<std::pair<ClearingDay, Component>, Money> additions_by_day(const PeriodStatement& statement) {
    std::map<std::pair<ClearingDay, Component>, Money> sums;
    for (const StatementAddition& addition : statement.additions)
        if (!addition.in_clearing) sums[{addition.day, addition.component}] += addition.amount;
    return sums;
}

/// Both sides of the cleared account, per day and component: what clears, and what is paid or set off; then what was
/// adjusted.
std::vector<Entry> entries_of(const PeriodStatement& statement) {
    const bool visitor = statement.pair.direction == Direction::visitor;
    const Account account = visitor ? Account::r2 : Account::p2;
    std::vector<Entry> entries;
    for (const Statement& day : statement.days)
        for (const BalanceLine& line : day.trial_balance) {
            if (line.account != account) continue;
            const auto add = [&](Money amount, std::string_view side) {
                if (amount.is_zero()) return;
                entries.push_back({fmt::format("{}-{}-{}", day.key.day.to_text(), name_of(line.component), side),
                                   day.key.day, amount, fmt::format("{}-{}", name_of(account), name_of(line.component)),
                                   fmt::format("{} {}", chinese_name_of(account), chinese(line.component))});
            };
            // A debit is owed to us on either account: our claim grows, or our debt shrinks.
            add(line.debits, "DR");
            add(-line.credits, "CR");
        }
    for (const auto& [place, owed] : additions_by_day(statement)) {
        const auto& [day, component] = place;
        if (owed.is_zero()) continue;
        entries.push_back({fmt::format("{}-{}-ADJ", day.to_text(), name_of(component)), day, visitor ? owed : -owed,
                           fmt::format("{}-{}", name_of(account), name_of(component)),
                           fmt::format("{} {} 调整", chinese_name_of(account), chinese(component))});
    }
    return entries;
}

void put_balance(Xml& xml, std::string_view code, Money balance, Date date) {
    xml.open("Bal");
    xml.path("Tp/CdOrPrtry/Cd", code);
    put_amount(xml, balance);
    xml.path("Dt/Dt", date.to_text());
    xml.close();
}

void put_totals(Xml& xml, std::string_view name, long long count, Money sum) {
    xml.open(name);
    xml.put("NbOfNtries", std::to_string(count));
    xml.put("Sum", sum.to_yuan());
    xml.close();
}

void put_summary(Xml& xml, const std::vector<Entry>& entries) {
    Money credits, debits;
    long long credit_count = 0, debit_count = 0;
    for (const Entry& entry : entries) {
        (entry.owed_to_us.is_negative() ? debits : credits) += entry.owed_to_us.abs();
        (entry.owed_to_us.is_negative() ? debit_count : credit_count) += 1;
    }
    xml.open("TxsSummry");
    xml.open("TtlNtries");
    xml.put("NbOfNtries", std::to_string(entries.size()));
    xml.put("Sum", (credits + debits).to_yuan());
    xml.open("TtlNetNtry");
    xml.put("Amt", (credits - debits).abs().to_yuan());
    xml.put("CdtDbtInd", side_of(credits - debits));
    xml.close();
    xml.close();
    put_totals(xml, "TtlCdtNtries", credit_count, credits);
    put_totals(xml, "TtlDbtNtries", debit_count, debits);
    xml.close();
}

void put_entry(Xml& xml, const Entry& entry, const Naming& naming) {
    xml.open("Ntry");
    xml.put("NtryRef", entry.reference);
    put_amount(xml, entry.owed_to_us);
    xml.path("Sts/Cd", "BOOK");
    xml.path("BookgDt/Dt", entry.day.to_text());
    xml.path("ValDt/Dt", entry.day.to_text());
    xml.open("BkTxCd");
    xml.open("Prtry");
    xml.put("Cd", entry.code);
    xml.put("Issr", naming.own_region.text);
    xml.close();
    xml.close();
    xml.put("AddtlNtryInf", entry.words);
    xml.close();
}

/// At most 35 characters, as the format wants ids: a statement's own id may be longer and stands in AddtlStmtInf.
std::string short_id(const PeriodStatement& statement, const Naming& naming) {
    std::string date = statement.period.to_text();
    std::erase(date, '-');
    return fmt::format("{}{}{}{}{}", naming.own_region.text, statement.pair.counterparty.text,
                       statement.pair.direction == Direction::visitor ? 'V' : 'R', date, statement.pair.platform.text)
        .substr(0, 35);
}

/// Whoever takes in a correction must not take it for the message that is corrected.
std::string message_id(const PeriodStatement& statement, int revision, const Naming& naming) {
    if (revision <= 1) return short_id(statement, naming);
    const std::string suffix = fmt::format("-{}", revision);
    return short_id(statement, naming).substr(0, 35 - suffix.size()) + suffix;
}

/// ISODateTime with its zone.
std::string date_time(Instant instant) {
    std::string text = to_local_time(instant);
    text[text.find(' ')] = 'T';
    return text + "+08:00";
}

void put_account(Xml& xml, const PeriodStatement& statement, const Naming& naming) {
    const bool visitor = statement.pair.direction == Direction::visitor;
    xml.open("Acct");
    xml.path("Id/Othr/Id", fmt::format("{}-{}-{}", name_of(visitor ? Account::r2 : Account::p2),
                                       statement.pair.counterparty.text, statement.pair.platform.text)
                               .substr(0, 34));
    xml.put("Ccy", "CNY");
    xml.put("Nm", chinese_name_of(visitor ? Account::r2 : Account::p2));
    xml.path("Ownr/Nm", region_words(naming.own_region, naming));
    xml.close();
}

}  // namespace

std::string to_camt053(const PeriodStatement& statement, int revision, const Naming& naming) {
    const bool visitor = statement.pair.direction == Direction::visitor;
    const auto ours = [&](Money owed) { return visitor ? owed : -owed; };
    const std::vector<Entry> entries = entries_of(statement);
    Xml xml;
    xml.open("Document", " xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"");
    xml.open("BkToCstmrStmt");
    xml.open("GrpHdr");
    xml.put("MsgId", message_id(statement, revision, naming));
    xml.put("CreDtTm", date_time(statement.made_at()));
    xml.close();
    xml.open("Stmt");
    xml.put("Id", short_id(statement, naming));
    xml.put("CreDtTm", date_time(statement.made_at()));
    xml.open("FrToDt");
    xml.put("FrDtTm", date_time(local_midnight(statement.period.first)));
    xml.put("ToDtTm", date_time(local_midnight(statement.period.last.next()) - std::chrono::seconds(1)));
    xml.close();
    put_account(xml, statement, naming);
    put_balance(xml, "OPBD", ours(statement.opening), statement.period.first);
    put_balance(xml, "CLBD", ours(statement.closing()), statement.period.last);
    put_summary(xml, entries);
    for (const Entry& entry : entries)
        put_entry(xml, entry, naming);
    xml.put("AddtlStmtInf",
            fmt::format("{}; lines {}; sha256 {}", statement.id, statement.control.lines, statement.control.digest));
    for (int level = 0; level < 3; ++level)
        xml.close();
    return xml.take();
}

}  // namespace clearing::exports
