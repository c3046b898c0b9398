#pragma once

#include "gateway/api/difference_world.hpp"
#include "gateway/infra/metrics/metrics.hpp"
#include "gateway/services/reconciliation/adjustment_teller.hpp"
#include "gateway/services/reconciliation/case_steps.hpp"
#include "gateway/services/reconciliation/case_watch.hpp"
#include "gateway/services/reconciliation/cases_in_books.hpp"
#include "gateway/services/reconciliation/day_file_service.hpp"
#include "gateway/services/reconciliation/day_service.hpp"
#include "gateway/services/reconciliation/institution_service.hpp"
#include "gateway/services/reconciliation/partner_adjustments_service.hpp"
#include "gateway/services/reconciliation/partner_days_service.hpp"
#include "gateway/services/reconciliation/reconcile_order.hpp"
#include "gateway/services/schedule/task.hpp"
#include "gateway/wiring/books.hpp"
#include "gateway/wiring/loops.hpp"

#include <string>

namespace clearing::wiring {

/// Counts how days closed, on their way to the service.
class CountedClosing final : public ports::DayClosing {
public:
    CountedClosing(ports::DayClosing& closing, metrics::Metrics& metrics) : closing_(closing), metrics_(metrics) {}

    ports::awaitable<Result<Statement>> close(DayKey key, ports::Progress progress) override;

private:
    ports::DayClosing& closing_;
    metrics::Metrics& metrics_;
};

/// Days that close, with partners who answer, send files or close theirs; what differs, as cases; institutions that
/// compare theirs.
class Reconciling {
public:
    /// What it needs of the world. References outlive it.
    struct Ports {
        const mapping::TablesInForce& tables_in_force;
        Books& books;
        const ports::OtherSides& other_sides;
        ports::Clock& clock;
        ports::Timers& timers;
        ports::Digest& digest;
        ports::Randomness& randomness;
        metrics::Metrics& metrics;
        std::function<bool()> goes_on;  ///< false: the daemon stops
    };
    Reconciling(const config::Config& config, const std::string& process, Ports ports);
    Reconciling(const Reconciling&) = delete;
    Reconciling& operator=(const Reconciling&) = delete;

    ports::DayClosing& closing() { return closing_; }
    ports::DayFileExchange& day_files() { return day_files_; }
    ports::PartnerDays& partner_days() { return partner_days_; }
    ports::PartnerAdjustments& partner_adjustments() { return partner_adjustments_; }
    reconciliation::InstitutionService& institutions() { return institutions_; }
    api::DifferenceWorld& differences() { return differences_; }
    std::vector<schedule::Task> tasks();  ///< cases_overdue
    void start(Loops& loops);

private:
    ports::awaitable<void> step_cases();
    ports::awaitable<void> tell_adjustments(PeerName peer);

    ports::AskedFirst asked_first_;
    reconciliation::AdjustmentTeller teller_;
    reconciliation::DayWorld world_;
    reconciliation::DayService days_;
    CountedClosing closing_;
    reconciliation::DayFileService day_files_;
    reconciliation::PartnerDaysService partner_days_;
    reconciliation::PartnerAdjustmentsService partner_adjustments_;
    reconciliation::InstitutionService institutions_;
    reconciliation::CasesInBooks cases_in_books_;
    reconciliation::CaseDesk case_desk_;
    reconciliation::ReconcileOrder order_;
    reconciliation::CaseSteps case_steps_;
    reconciliation::CaseWatch case_watch_;
    api::DifferenceWorld differences_;
};

}  // namespace clearing::wiring
