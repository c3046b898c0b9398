#include "gateway/infra/export/period_document.hpp"

#include "gateway/infra/export/period_tables.hpp"

#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace clearing::exports {
namespace {

constexpr double narrow = 8, usual = 14, wide = 20, broad = 34;

TableColumn text(std::string title, double width = usual) {
    return {std::move(title), CellKind::text, width};
}
TableColumn count(std::string title) {
    return {std::move(title), CellKind::count, 10};
}
TableColumn money(std::string title) {
    return {std::move(title), CellKind::money, 16};
}

std::string str(std::string_view words) {
    return std::string(words);
}

long long net_count(const DayCell& cell) {
    return cell.settlements - cell.cancels;
}

/// What the persons paid themselves: what neither clears nor is borne by the hospital.
Money by_person(const DayCell& cell, Money cleared) {
    return cell.sums.total - cleared - cell.sums.hospital;
}

struct RegionRow {
    long long settled = 0, cleared = 0;
    Money total, person, booked;

    RegionRow& operator+=(const RegionRow& other) {
        settled += other.settled;
        cleared += other.cleared;
        total += other.total;
        person += other.person;
        booked += other.booked;
        return *this;
    }
    DocumentRow row(DocumentCell no, std::string region) const {
        return {std::move(no), std::move(region), settled, cleared, total, person, booked};
    }
};

/// 结算人次 counts what was settled, carried lines among them; 清分人次 what clears.
RegionRow region_row(const PeriodStatement& statement) {
    const DayCell sum = sum_of(statement.cells());
    Money cleared;
    for (const StatementCell& cell : statement.clearing())
        cleared += cell.amount;
    const auto carried = static_cast<long long>(statement.carried_out().size());
    return {net_count(sum) + carried, net_count(sum), sum.sums.total, by_person(sum, cleared), cleared};
}

std::vector<TableColumn> region_columns(Direction direction) {
    return {text("序号", narrow),    text(str(counterparty_title(direction)), wide),
            count("结算人次"),       count("清分人次"),
            money("医疗费用总金额"), money("个人支付"),
            money("记账金额")};
}

}  // namespace

std::string_view fund_group(const InsuranceType& type) {
    static const std::set<std::string, std::less<>> of_employees{"310", "320", "330", "340", "350", "510"};
    static const std::set<std::string, std::less<>> of_residents{"390", "391", "392"};
    if (of_employees.contains(type.text)) return "职工";
    return of_residents.contains(type.text) ? "居民" : "其他";
}

void clearing_table(std::span<const PeriodStatement> statements, const Naming& naming, DocumentSink& sink) {
    if (statements.empty()) return;
    const PeriodStatement& first = statements.front();
    sink.begin({"清算表",
                "跨省异地就医费用清算表",
                {fmt::format("清算期间：{}　　方向：{}　　填报单位：{}　　单位：元", period_words(first.period),
                             chinese(first.pair.direction), region_words(naming.own_region, naming))},
                region_columns(first.pair.direction)});
    RegionRow sum;
    long long no = 0;
    for (const PeriodStatement& statement : statements) {
        const RegionRow row = region_row(statement);
        sink.row(row.row(++no, region_words(statement.pair.counterparty, naming)));
        sum += row;
    }
    sink.sum(sum.row(std::monostate(), "合计"));
    sink.end({signatures()});
}

std::vector<std::string> PeriodDocument::notes() const {
    const std::string revision = revision_ == nullptr       ? "未制单"
                                 : revision_->is_released() ? fmt::format("第{}版（已复核）", revision_->number)
                                                            : fmt::format("第{}版（待复核）", revision_->number);
    return {fmt::format("结算单 {}　　清算期间：{}　　{}", statement_.id, period_words(statement_.period), revision),
            fmt::format("{}：{}　　填报单位：{}　　平台：{}　　单位：元", counterparty_title(statement_.pair.direction),
                        region_words(statement_.pair.counterparty, naming_), region_words(naming_.own_region, naming_),
                        statement_.pair.platform.text)};
}

void PeriodDocument::forms() {
    by_region();
    by_insurance();
    std::set<std::string_view> groups;
    for (const DayCell& cell : statement_.cells())
        groups.insert(fund_group(cell.insurance_type));
    for (const std::string_view group : {"职工", "居民", "其他"})
        if (groups.contains(group)) by_fund(group, str(group) + "基金");
    additions();
    carried();
    notice();
    control();
    changes();
}

void PeriodDocument::by_region() {
    sink_.begin({"清算表", "跨省异地就医费用清算表", notes(), region_columns(statement_.pair.direction)});
    const RegionRow row = region_row(statement_);
    sink_.row(row.row(1LL, region_words(statement_.pair.counterparty, naming_)));
    sink_.sum(row.row(std::monostate(), "合计"));
    sink_.end({signatures()});
}

void PeriodDocument::by_insurance() {
    const std::string side = str(side_word(statement_.pair.direction));
    const auto components = occurring_components(statement_);
    std::vector<TableColumn> columns{text("序号", narrow), text("险种", 26),  text("就医类别", 10),
                                     count("结算人次"),    count("撤销人次"), money("医疗费用总额")};
    for (const Component component : components)
        columns.push_back(money(str(chinese(component))));
    for (const char* title : {"个人现金", "医院负担"})
        columns.push_back(money(title));
    columns.push_back(money(side + "金额"));
    sink_.begin({side + "清算表", side + "医疗费用清算表", notes(), std::move(columns)});

    const auto clearing = statement_.clearing();
    DocumentRow sums{std::monostate(), std::string("合计"), std::monostate()};
    const auto put = [&](DocumentRow row, const DayCell& cell, Money cleared, auto amount) {
        row.insert(row.end(), {cell.settlements, cell.cancels, cell.sums.total});
        for (const Component component : components)
            row.push_back(amount(component));
        row.insert(row.end(), {cell.sums.cash, cell.sums.hospital, cleared});
        return row;
    };
    long long no = 0;
    Money all;
    for (const DayCell& cell : statement_.cells()) {
        const Money cleared = cleared_in(clearing, cell);
        all += cleared;
        sink_.row(put({++no, insurance_words(cell.insurance_type), str(chinese(cell.care))}, cell, cleared,
                      [&](Component component) { return amount_in(clearing, cell, component); }));
    }
    sink_.sum(put(std::move(sums), sum_of(statement_.cells()), all, [&](Component component) {
        Money sum;
        for (const StatementCell& cell : clearing)
            if (cell.component == component) sum += cell.amount;
        return sum;
    }));
    sink_.end({signatures()});
}

void PeriodDocument::by_fund(std::string_view group, std::string_view sheet) {
    const std::string side = str(side_word(statement_.pair.direction));
    const auto components = occurring_components(statement_);
    std::vector<TableColumn> columns{text("序号", narrow), text("清算日", 12), text("险种", 26),
                                     text("就医类别", 10), count("人次"),      money("医疗费用总额")};
    for (const Component component : components)
        columns.push_back(money(str(chinese(component))));
    columns.push_back(money(side + "金额"));
    sink_.begin({str(sheet), fmt::format("{}基金{}明细表", group, side), notes(), std::move(columns)});

    long long no = 0, persons = 0;
    Money total, all;
    std::vector<Money> sums(components.size());
    for (const Statement& day : statement_.days)
        for (const DayCell& cell : day.cells) {
            if (fund_group(cell.insurance_type) != group) continue;
            DocumentRow row{++no,
                            day.key.day.to_text(),
                            insurance_words(cell.insurance_type),
                            str(chinese(cell.care)),
                            net_count(cell),
                            cell.sums.total};
            for (std::size_t i = 0; i < components.size(); ++i) {
                row.push_back(amount_in(day.clearing, cell, components[i]));
                sums[i] += std::get<Money>(row.back());
            }
            row.push_back(cleared_in(day.clearing, cell));
            all += std::get<Money>(row.back());
            persons += net_count(cell);
            total += cell.sums.total;
            sink_.row(row);
        }
    DocumentRow sum{std::monostate(), std::string("合计"), std::monostate(), std::monostate(), persons, total};
    sum.insert(sum.end(), sums.begin(), sums.end());
    sum.emplace_back(all);
    sink_.sum(sum);
    sink_.end({signatures()});
}

void PeriodDocument::additions() {
    sink_.begin({"审核扣款",
                 "审核扣款与调整明细表",
                 notes(),
                 {text("序号", narrow), text("凭证号", wide), text("类型", 12), text("记账日", 12), text("险种", 26),
                  text("就医类别", 10), text("基金分项"), money("金额"), text("原因", broad), text("来源", broad)}});
    long long no = 0;
    for (const StatementAddition& one : statement_.additions)
        sink_.row({++no, one.id, str(chinese(one.kind)), one.day.to_text(), insurance_words(one.insurance_type),
                   str(chinese(one.care)), str(chinese(one.component)), one.amount, one.reason, one.origin});
    DocumentRow sum(10);
    sum[1] = std::string("合计");
    sum[7] = statement_.deductions() + statement_.adjustments();
    sink_.sum(sum);
    sink_.end({signatures()});
}

void PeriodDocument::carried() {
    sink_.begin({"结转",
                 "结转明细表",
                 notes(),
                 {text("序号", narrow), text("类型", 18), text("就医地", 10), text("结算号", broad),
                  text("原清算日", 12), text("列示或清算日", 14), text("原因", wide), money("金额")}});
    long long no = 0;
    for (const CarriedIn& line : statement_.carried_in)
        sink_.row({++no, std::string("上期结转本期清算"), line.key.treatment_division.text, line.key.settlement.text,
                   line.assigned_day.to_text(), line.cleared_day.to_text(), std::string(), line.amount});
    for (const CarriedOut& line : statement_.carried_out())
        sink_.row({++no, std::string("结转下期"), line.key.treatment_division.text, line.key.settlement.text,
                   std::monostate(), line.named_on.to_text(), left_out_words(line.reason), line.amount});
    sink_.end({"上期结转本期清算的已计入本期；结转下期的未计入本期，结果未知者金额为申报总额。"});
}

void PeriodDocument::control() {
    sink_.begin({"控制合计", "控制合计", notes(), {text("项目", 26), text("数值", 70)}});
    const DayCell sum = sum_of(statement_.cells());
    const auto line = [&](const char* name, std::string value) { sink_.row({std::string(name), std::move(value)}); };
    line("清算日数", std::to_string(statement_.days.size()));
    line("结算笔数", std::to_string(sum.settlements));
    line("撤销笔数", std::to_string(sum.cancels));
    line("账上明细笔数", std::to_string(statement_.control.lines));
    line("账上医疗费用总额", statement_.control.sums.total.to_yuan());
    line("账上明细校验值", statement_.control.digest);
    line("清算公式", fmt::format("{}", fmt::join(statement_.formulas(), " ")));
    line("已清算未付期初", statement_.opening.to_yuan());
    line("已清算未付期末", statement_.closing().to_yuan());
    line("本期净额", statement_.net().to_yuan());
    line("最后清算日制单时间", to_local_time(statement_.made_at()));
    sink_.end({});
}

void PeriodDocument::changes() {
    if (revision_ == nullptr || revision_->number == 1) return;
    sink_.begin({"更正清单",
                 fmt::format("更正清单（第{}版对第{}版）", revision_->number, revision_->number - 1),
                 {"更正原因：" + revision_->reason,
                  fmt::format("制单：{}　{}", revision_->made_by, to_local_time(revision_->made_at))},
                 {text("序号", narrow), text("项目", 50), text("更正前", 40), text("更正后", 40)}});
    long long no = 0;
    for (const StatementChange& change : revision_->changes)
        sink_.row({++no, change.what, change.before, change.after});
    sink_.end({signatures()});
}

void PeriodDocument::begin_details() {
    sink_.begin({"结算明细",
                 "异地就医结算明细表",
                 notes(),
                 {text("序号", narrow),
                  text("结算号", broad),
                  text("类型", 10),
                  text("原结算号", broad),
                  text("姓名", 8),
                  text("卡号", 10),
                  text("人员类别", 10),
                  text("险种", 26),
                  text("就医类别", 10),
                  text("医疗机构", 26),
                  text("住院（门诊）号", wide),
                  text("入院日期", wide),
                  text("出院日期", wide),
                  text("结算日期", wide),
                  text("清算日", 12),
                  money("医疗费用总额"),
                  money("基金支付"),
                  money("个人账户"),
                  money("个人现金"),
                  money("医院负担")}});
    details_ = 0;
    detail_sums_ = {};
}

void PeriodDocument::details(const std::vector<DetailLine>& lines) {
    for (const DetailLine& line : lines) {
        const PaymentSplit& s = line.split;
        const std::string card = last_four(line.card_no);
        sink_.row({++details_,
                   line.id.text,
                   std::string(line.sign > 0 ? "结算" : "结算撤销"),
                   line.original ? line.original->text : std::string(),
                   masked_name(line.person_name),
                   card.empty() ? card : "****" + card,
                   line.person_type,
                   insurance_words(line.insurance_type),
                   str(chinese(line.care)),
                   line.institution_name,
                   line.stay_number,
                   line.admitted_at,
                   line.discharged_at,
                   line.settled_at,
                   line.cleared_day.to_text(),
                   s.total,
                   s.fund_total,
                   s.account,
                   s.cash,
                   s.hospital});
        detail_sums_ += s;
    }
}

void PeriodDocument::end_details() {
    DocumentRow sum(15);
    sum[1] = std::string("合计");
    for (const Money amount :
         {detail_sums_.total, detail_sums_.fund_total, detail_sums_.account, detail_sums_.cash, detail_sums_.hospital})
        sum.emplace_back(amount);
    sink_.sum(sum);
    sink_.end({fmt::format("共 {} 笔", details_)});
}

}  // namespace clearing::exports
