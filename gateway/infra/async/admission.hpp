#pragma once

#include "gateway/domain/error.hpp"
#include "gateway/infra/async/admission_line.hpp"

#include <expected>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace clearing::async {

/// The daemon's one door-keeper: every listener that takes work asks it before anything is kept or done. What it
/// refuses costs no row and no work (GW2…: nothing happened). One executor, one thread.
class Admission {
    struct State;

public:
    /// A place among those in progress, held until the work has ended, whoever still waits for its answer.
    class Place {
    public:
        Place() = default;
        Place(Place&&) noexcept = default;
        Place& operator=(Place&& other) noexcept;
        ~Place() { give_back(); }

    private:
        friend class Admission;
        Place(std::shared_ptr<State> state, AdmissionLine::Ticket ticket) : state_(std::move(state)), ticket_(ticket) {}
        void give_back();

        std::shared_ptr<State> state_;
        AdmissionLine::Ticket ticket_ = 0;
    };

    using OnBusy = std::function<void(const std::string& peer, Busy::Reason reason)>;

    /// `on_busy` is told of every refusal, for the metrics.
    Admission(boost::asio::any_io_executor executor, AdmissionLimits limits, OnBusy on_busy = {});

    /// As AdmissionLine::came and is_flooding, now.
    std::optional<Busy> came(const std::string& peer, Work work);
    std::optional<Busy> is_flooding(const std::string& peer);

    /// Waits for a place, in turn and not for long.
    boost::asio::awaitable<std::expected<Place, Busy>> enter(AdmissionLine::Arrival arrival);

    /// Those who wait, and whoever comes later, are sent away: closing.
    void close();

    AdmissionLine::Counts counts() const;

private:
    std::shared_ptr<State> state_;
};

/// As the outside reads it: GW2004 with the time to come again, or GW2005 when closing.
Error error_of(const Busy& busy);

}  // namespace clearing::async
