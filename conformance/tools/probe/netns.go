package main

import (
	"fmt"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// inNetns runs work in the network namespace at path, or where the program runs if path is empty. A socket stays in the
// namespace it was made in, so only its making needs to be inside.
func inNetns(path string, work func() error) error {
	if path == "" {
		return work()
	}
	done := make(chan error)
	go func() { done <- onOtherThread(path, work) }()
	return <-done
}

// onOtherThread must be all that its goroutine does: the namespace belongs to the thread, and a thread that cannot go
// back has to die, which it does when its goroutine ends without unlocking it.
func onOtherThread(path string, work func() error) error {
	runtime.LockOSThread()
	home, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		runtime.UnlockOSThread()
		return err
	}
	defer home.Close()
	target, err := os.Open(path)
	if err != nil {
		runtime.UnlockOSThread()
		return err
	}
	defer target.Close()
	if err := unix.Setns(int(target.Fd()), unix.CLONE_NEWNET); err != nil {
		runtime.UnlockOSThread()
		return fmt.Errorf("setns %s: %w", path, err)
	}
	err = work()
	if unix.Setns(int(home.Fd()), unix.CLONE_NEWNET) == nil {
		runtime.UnlockOSThread()
	}
	return err
}
