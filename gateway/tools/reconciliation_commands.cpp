#include "gateway/tools/reconciliation_commands.hpp"

#include "gateway/tools/group.hpp"
#include "gateway/tools/print_reconciliation.hpp"

namespace clearing::tools {

void add_hospital_commands(CLI::App* reconcile, Session& session) {
    struct Options {
        std::string platform, counterparty, day, institution;
    };
    CLI::App* hospital = reconcile->add_subcommand("hospital", "What institutions compared and confirmed");
    hospital->require_subcommand(1);
    hospital->fallthrough();
    auto options = std::make_shared<Options>();
    CLI::App* shown =
        command(hospital, "show", "Of one day: confirmations, comparisons, lines not confirmed", [&session, options] {
            const std::string path = "/days/" + path_segment(options->platform) + "/" +
                                     path_segment(options->counterparty) + "/visitor/" + path_segment(options->day) +
                                     "/institutions";
            Query query;
            if (!options->institution.empty()) query["institution"] = options->institution;
            show(session, session.get(path, std::move(query)), print_institutions);
        });
    shown->add_option("--platform", options->platform, "delta, national …")->required();
    shown->add_option("--counterparty", options->counterparty, "division code, 310000")->required();
    shown->add_option("--day", options->day, "2018-10-16")->required();
    shown->add_option("--institution", options->institution, "only this one, H33020300001");
    explain(shown, "reconcile hospital show --platform national --counterparty 520100 --day 2018-10-16");
}

void add_month_command(CLI::App* statement, Session& session) {
    struct Options {
        std::string platform = "national", month;
    };
    auto options = std::make_shared<Options>();
    CLI::App* table =
        command(statement, "month-table", "A month's tables by setl_time, held against its days", [&session, options] {
            show(session,
                 session.get("/months/" + path_segment(options->platform) + "/" + path_segment(options->month)),
                 print_month);
        });
    table->add_option("--month,month", options->month, "2018-10")->required();
    table->add_option("--platform", options->platform, "delta, national … (national)");
    explain(table, "statement month-table 2018-10");
}

}  // namespace clearing::tools
